import { listPrincipals } from '../access/read-principals.ts';
import { DAY } from '../kernel/time.ts';
import { mailWrites, type MailOwner } from '../mail/outbox.ts';
import type { Letter, LetterFacts } from '../rights/letters/content.ts';
import { render } from '../rights/letters/render.ts';
import { dayThere } from '../rights/deadlines/zone.ts';
import type { OwnerKey, Workspace, Write } from '../store/workspace.ts';
import { tenantSettings } from '../tenants/settings.ts';
import { arrived } from './letters/arrived.ts';
import { notice } from './letters/notice.ts';
import { passedOn } from './letters/passed-on.ts';
import type { ArrivalItem } from './model.ts';
import { countUp, windowOf, type Bound } from './rate.ts';
import { intakeSettings } from './settings.ts';

const LETTERS = { arrived, notice, 'passed-on': passedOn } as const;
type Name = keyof typeof LETTERS;
type FactsOf<N extends Name> = Omit<Parameters<(typeof LETTERS)[N]>[0], keyof LetterFacts>;

/** Letters of one kind that one mailbox gets in a day, so that nobody floods a mailbox through us. */
const RECEIPTS: Bound = { most: 5, within: DAY };
/** Officers who are told of one message. */
const TOLD = 5;

/** Whose letters they are: the arrival, its key, the language of the person. */
export type Lettered = Pick<ArrivalItem, 'id' | 'language'> & { readonly owner: OwnerKey };

async function writes<N extends Name>(
  workspace: Workspace,
  { id, language, owner }: Lettered,
  name: N,
  to: string,
  facts: FactsOf<N>,
): Promise<Write[]> {
  const { name: business } = await tenantSettings(workspace);
  const all = { ...facts, business: business ?? workspace.tenant, reference: id };
  const letter = LETTERS[name] as unknown as Letter<FactsOf<N>>;
  const mailOwner: MailOwner = { request: id, key: owner };
  // A notice is no answer to a request: it closes with the number of the message alone.
  const closing = name === 'notice' ? ([all.business, id] as const) : undefined;
  const rendered = render(letter(all, language), language, all, closing);
  return mailWrites(workspace, mailOwner, name, { to, ...rendered });
}

/** The writes of a letter to the person; none when the mailbox got enough of them today. */
export async function personWrites<N extends Exclude<Name, 'notice'>>(
  workspace: Workspace,
  lettered: Lettered,
  name: N,
  to: string,
  facts: FactsOf<N>,
): Promise<Write[]> {
  const { vault, keys, tables } = workspace;
  const now = workspace.now();
  const mailbox = (await vault.lookupToken('email', to)) ?? to;
  const token = await vault.externalToken('rate.receipt', `${mailbox}|${windowOf(now, RECEIPTS)}`);
  if (!(await countUp(tables, keys.rate(token), RECEIPTS, now))) return [];
  return writes(workspace, lettered, name, to, facts);
}

async function addressees(workspace: Workspace): Promise<readonly string[]> {
  const { noticeTo } = await intakeSettings(workspace);
  if (noticeTo) return [noticeTo];
  const { items } = await listPrincipals(workspace, { limit: 100 });
  const active = items.filter(({ state, email }) => state === 'active' && email);
  const officers = active.filter(({ role }) => role === 'officer');
  const told = officers.length > 0 ? officers : active.filter(({ role }) => role === 'admin');
  return told.slice(0, TOLD).map(({ email }) => email ?? '');
}

/** The writes that tell the officers of a message that waits for them. */
export async function noticeWrites(
  workspace: Workspace,
  lettered: Lettered,
  { receivedAt, forwardBy, state }: Pick<ArrivalItem, 'receivedAt' | 'forwardBy' | 'state'>,
): Promise<Write[]> {
  const facts = {
    receivedOn: dayThere(await tenantSettings(workspace), receivedAt),
    forwarded: forwardBy !== undefined && state !== 'held',
  };
  const each = (await addressees(workspace)).map((to) => writes(workspace, lettered, 'notice', to, facts));
  return (await Promise.all(each)).flat();
}
