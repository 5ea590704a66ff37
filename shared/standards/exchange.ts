import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { cancel } from '../rights/decisions/answer.ts';
import type { RequestItem } from '../rights/request/model.ts';
import type { Follower } from '../rights/opening/open-request.ts';
import { followersWrite, historyWrite } from '../rights/steps/store.ts';
import { PARTS, load, parts } from '../rights/request/stored.ts';
import { ABSENT, set, versionIs } from '../store/clauses.ts';
import type { Binding, Item, Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';

/** The standards under which requests are exchanged. */
export type Standard = 'opendsr' | 'drp';

/** What the other side said; sealed under the tenant's key, since it is told of the end after the request's key died. */
export interface ExchangeTerms {
  /** The id by which the other side knows the request: a UUID in lower case. */
  readonly reference: string;
  readonly callbacks: readonly string[];
  /** What was asked for, in the words of the standard. */
  readonly asked: string;
  /** The other side's own name for the request, where it has one besides. */
  readonly agentRequestId?: string;
}

/** How far a callback has come: the status it was told last, or is being told, and how often that failed. */
export interface Telling {
  readonly status: string;
  readonly told: boolean;
  readonly tries: number;
  /** Epoch milliseconds before which it is not tried again. */
  readonly notBefore: number;
}

/** One exchange about one request; several may be about the same. */
export interface Exchange {
  /** Keyed token of standard and reference. */
  readonly id: string;
  readonly standard: Standard;
  readonly request: Id;
  /** True when the request exists because of it: only then does its withdrawal end the request. */
  readonly opened: boolean;
  readonly receivedAt: string;
  /** Token of the authorised agent whose it is. */
  readonly agent?: string;
  readonly withdrawnAt?: string;
  /** By the position of the callback. */
  readonly tellings: readonly Telling[];
  readonly version: number;
  readonly terms: ExchangeTerms;
}

function binding(id: string): Binding {
  return { owner: 'tenant', type: 'exchange', id, section: 'terms', schema: 1 };
}

/** The token by which an exchange is found. */
export function exchangeToken(workspace: Workspace, standard: Standard, reference: string): Promise<string> {
  return workspace.vault.externalToken(`exchange.${standard}`, reference);
}

const partKey = (workspace: Workspace, { request, id }: Pick<Exchange, 'request' | 'id'>) =>
  workspace.keys.requestPart(request, PARTS.exchange, id);

/** What a new exchange begins with. */
export interface NewExchange extends Pick<Exchange, 'standard' | 'agent'> {
  readonly terms: ExchangeTerms;
  /** Status that the answer to the opening tells, so that no callback repeats it. */
  readonly status: string;
}

/** What has to be written with the request that an exchange opens or joins. */
export async function exchangeFollower(workspace: Workspace, given: NewExchange): Promise<Follower> {
  const { standard, agent, terms, status } = given;
  const id = await exchangeToken(workspace, standard, terms.reference);
  const key = await workspace.vault.tenantKey();
  const content = workspace.vault.seal(key, binding(id), JSON.parse(JSON.stringify(terms)) as Json);
  const told: Telling = { status, told: true, tries: 0, notBefore: 0 };
  return (request, opened): readonly Write[] => [
    { put: { request }, at: workspace.keys.exchange(id), if: ABSENT },
    {
      put: {
        id,
        standard,
        request,
        opened,
        receivedAt: instant(workspace.now()),
        ...(agent ? { agent } : {}),
        tellings: terms.callbacks.map(() => told),
        version: 1,
        content,
      },
      at: partKey(workspace, { request, id }),
      if: ABSENT,
    },
  ];
}

async function exchangesFrom(workspace: Workspace, items: readonly Item[]): Promise<Exchange[]> {
  if (items.length === 0) return [];
  const key = await workspace.vault.tenantKey();
  return items.map((item) => {
    const { pk: _pk, sk: _sk, content, ...facts } = item;
    const id = facts['id'] as string;
    const terms = workspace.vault.open(key, binding(id), content as Uint8Array) as unknown as ExchangeTerms;
    return { ...facts, terms } as unknown as Exchange;
  });
}

/** The exchanges about a request. */
export async function exchangesAbout(workspace: Workspace, request: Id): Promise<Exchange[]> {
  return exchangesFrom(workspace, await parts(workspace, request, 'exchange'));
}

/** An exchange with the request that it is about. */
export interface Followed {
  readonly exchange: Exchange;
  readonly request: RequestItem;
}

/** The exchange that the other side calls so; undefined when there is none here. */
export async function findExchange(
  workspace: Workspace,
  standard: Standard,
  reference: string,
): Promise<Followed | undefined> {
  const { keys, tables } = workspace;
  const id = await exchangeToken(workspace, standard, reference);
  const [mark] = await tables.get([keys.exchange(id)]);
  if (!mark) return undefined;
  const request = await load(workspace, mark['request'] as Id);
  const [item] = await tables.get([partKey(workspace, { request: request.id, id })]);
  const [exchange] = await exchangesFrom(workspace, item ? [item] : []);
  if (!exchange) throw new Problem('internal');
  return { exchange, request };
}

/** Changes what is noted of an exchange, from the version that was read. */
export function exchangeWrite(
  workspace: Workspace,
  exchange: Exchange,
  change: Partial<Pick<Exchange, 'withdrawnAt' | 'tellings'>>,
): Write {
  return {
    update: set({ ...change, version: exchange.version + 1 }),
    at: partKey(workspace, exchange),
    if: versionIs(exchange.version),
  };
}

/** True when nobody else asked for the same: neither another exchange nor the person through another channel. */
async function isAlone(workspace: Workspace, { opened, request }: Exchange): Promise<boolean> {
  if (!opened) return false;
  const history = await parts(workspace, request, 'history');
  return history.every(({ again }) => again !== true);
}

/**
 * Withdraws on the other side's word: the request ends with it when nobody else asked for the same, and goes on
 * without this exchange when somebody did. `state.conflict` when the life-cycle lets nobody withdraw any more.
 */
export async function withdraw(workspace: Workspace, { exchange, request }: Followed): Promise<Followed> {
  if (exchange.withdrawnAt) return { exchange, request };
  const alone = await isAlone(workspace, exchange);
  // Cancelled before, by a call that did not get further.
  const ended = alone && request.state !== 'cancelled' ? await cancel(workspace, request.id) : request;
  const withdrawnAt = instant(workspace.now());
  const noted = [
    exchangeWrite(workspace, exchange, { withdrawnAt }),
    historyWrite(workspace, request.id, { exchange: 'withdrawn', standard: exchange.standard }),
    followersWrite(workspace, request.id),
  ];
  await workspace.tables.write(noted).catch((error: unknown) => {
    // A callback was noted at that moment.
    throw isWriteRefusal(error) ? new Problem('unavailable', { retryAfter: 1 }) : error;
  });
  return { exchange: { ...exchange, withdrawnAt, version: exchange.version + 1 }, request: ended };
}
