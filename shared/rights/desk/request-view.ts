import { recordRead } from '../../audit/record-event.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { HOUR, instant } from '../../kernel/time.ts';
import { all, equals } from '../../store/clauses.ts';
import type { Clause, Item, Workspace } from '../../store/workspace.ts';
import { challengeFrom } from '../identity/challenges.ts';
import { clocksOf } from '../request/clocks.ts';
import { isOpenTo } from '../request/duties.ts';
import { endOfRecord } from '../request/end-of-record.ts';
import { shownEvidence } from '../request/evidence-item.ts';
import type { RequestItem } from '../request/model.ts';
import { contentOf, requestBinding } from '../request/sealed.ts';
import { PARTS, load, parts, partsPage, requestFrom } from '../request/stored.ts';
import { type RequestState, LIFE_CYCLE, REQUEST_STATES } from '../request/life-cycle.ts';
import type { RequestType } from '../rights.ts';

/** A request as members see it: states, clocks and ids; nothing personal. */
export function requestBody(request: RequestItem) {
  const { clockStopped, ...days } = clocksOf(request);
  const { key: _key, content: _content, marks: _marks, last: _last, evidence, ...shown } = request;
  return {
    ...shown,
    ...(evidence ? { evidence: shownEvidence(evidence) } : {}),
    says: REQUEST_STATES[request.state].says,
    ...(request.closedAt ? { recordUntil: instant(endOfRecord(request.closedAt)) } : {}),
    clocks: { ...days, clockStopped },
    steps: [
      ...new Set(
        LIFE_CYCLE.filter(
          ({ step, of, from }) =>
            of.includes(request.type) && from.includes(request.state) && isOpenTo(request, step),
        ).map((row) => row.step),
      ),
    ],
  };
}

/**
 * What the independent sweep still found when an erasure was done in part: the store and a digest of each thing, and
 * how many more there are than are listed.
 */
async function sweptOf(workspace: Workspace, { id, state, attempt }: RequestItem) {
  if (state !== 'partly-done') return undefined;
  const [item] = await workspace.tables.get([workspace.keys.requestPart(id, PARTS.sweep, String(attempt))]);
  if (!item) return undefined;
  const { at, left, more } = item as unknown as {
    readonly at: string;
    readonly left: readonly { readonly store: string; readonly digest: string }[];
    readonly more: number;
  };
  return { at, left: left.map(({ store, digest }) => ({ store, digest })), more };
}

/** Reads a request with its opened content and its challenges; the reading is logged before it is handed out. */
export async function readRequest(workspace: Workspace, id: Id) {
  const request = await load(workspace, id);
  const content = await contentOf(workspace, request);
  const challenges = (await parts(workspace, id, 'challenge')).map(challengeFrom);
  const mails = await parts(workspace, id, 'mail');
  const sweep = await sweptOf(workspace, request);
  await recordRead(workspace, {
    action: 'request.read',
    target: id,
    request: id,
    type: request.type,
    ...(request.subject ? { subject: request.subject } : {}),
    ...(content ? { fields: Object.keys(content) } : {}),
  });
  return {
    ...requestBody(request),
    ...(content ? { content } : {}),
    ...(sweep ? { sweep } : {}),
    challenges: challenges.map(({ purpose, state, createdAt, expiresAt, wrong, codes }) => ({
      purpose,
      state,
      createdAt,
      expiresAt,
      wrong,
      codes,
    })),
    letters: mails.map((item) => ({
      id: item['id'],
      at: item['at'],
      template: item['template'],
      state: item['state'],
      by: item['by'],
      digest: item['digest'],
      endedAt: item['endedAt'],
      messageId: item['messageId'],
    })),
  };
}

async function opened<T>(workspace: Workspace, scope: string, cursor: string | undefined) {
  const after = cursor && (await workspace.vault.openCursor(scope, cursor));
  if (cursor && !after) throw new Problem('cursor.invalid', { detail: 'Start the list again without it.' });
  return after as T | undefined;
}

async function sealedNext(workspace: Workspace, scope: string, next: unknown): Promise<{ cursor?: string }> {
  if (!next) return {};
  return { cursor: await workspace.vault.sealCursor(scope, next as Json, workspace.now() + 24 * HOUR) };
}

/** What a list of requests is asked for. */
export interface RequestQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly state?: RequestState;
  readonly type?: RequestType;
  /** Only those that are due by law on this day or before, and still open. */
  readonly dueBy?: string;
}

function filterOf({ state, type, dueBy }: RequestQuery): Clause | undefined {
  const open: Clause = {
    expression: '#due <= :due AND attribute_not_exists(#closed)',
    names: { '#due': 'dueByLaw', '#closed': 'closedAt' },
    values: { ':due': dueBy },
  };
  const clauses = [
    ...(state ? [equals('state', state)] : []),
    ...(type ? [equals('type', type)] : []),
    ...(dueBy ? [open] : []),
  ];
  return clauses.length > 0 ? all(...clauses) : undefined;
}

/** One page of requests, newest first; the list lags up to two seconds, a request by id never does. */
export async function listRequests(workspace: Workspace, query: RequestQuery) {
  const { limit, cursor, state = '', type = '', dueBy = '' } = query;
  const scope = ['requests', state, type, dueBy, workspace.actor.id].join('|');
  const after = await opened<Record<string, unknown>>(workspace, scope, cursor);
  const filter = filterOf(query);
  const page = await workspace.tables.query({
    table: 'data',
    index: 'list',
    pk: workspace.keys.list('request', 0),
    newestFirst: true,
    limit,
    ...(after ? { after } : {}),
    ...(filter ? { filter } : {}),
  });
  const items = page.items.map((item) => requestBody(requestFrom(item)));
  return { items, ...(await sealedNext(workspace, scope, page.next)) };
}

/** One page of a request's history, oldest first; what repeated requests said is opened while its key lives. */
export async function readHistory(
  workspace: Workspace,
  id: Id,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
) {
  const request = await load(workspace, id);
  const scope = `history|${id}|${workspace.actor.id}`;
  const after = await opened<Record<string, unknown>>(workspace, scope, cursor);
  const page = await partsPage(workspace, id, 'history', { limit, ...(after ? { after } : {}) });
  const [key] = await workspace.vault.ownerKeys([request.key]);
  const lines = page.items.map((item: Item) => {
    const { pk: _pk, sk: _sk, content, ...line } = item;
    if (!(content instanceof Uint8Array) || !key) return line;
    const binding = requestBinding(id, String(line['id']), 'again');
    return { ...line, content: workspace.vault.open(key, binding, content) };
  });
  const personal = lines.some((line) => 'content' in line);
  if (personal) await recordRead(workspace, { action: 'request.read', target: id, request: id });
  return { items: lines, ...(await sealedNext(workspace, scope, page.next)) };
}
