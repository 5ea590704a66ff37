import { titleOf } from '../../catalogue/titles.ts';
import { addDays, dayFrom } from '../deadlines/day.ts';
import { day } from '../../kernel/time.ts';
import { letterWrites, mailWrites } from '../../mail/outbox.ts';
import type { OwnerKey, Workspace, Write } from '../../store/workspace.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { lawOfRequest } from '../request/clocks.ts';
import { contactOf, letterAddress, type Contact } from './contact.ts';
import type { LetterFacts } from '../letters/content.ts';
import type { KeptFact, KeptUnder } from '../letters/erasure-done.ts';
import type { Complaint } from '../letters/remedies.ts';
import type { FactsOf, LetterName } from '../letters/write-letter.ts';
import { writeLetter } from '../letters/write-letter.ts';
import type { PlanItem, RequestItem } from '../request/model.ts';
import { KEEPING_GROUNDS, keepableOf } from '../request/keepable.ts';
import { receiptLink } from './receipt-link.ts';
import { requestKey } from '../request/sealed.ts';
import { parts } from '../request/stored.ts';
import type { Step } from '../request/life-cycle.ts';
import { isPackage } from '../rights.ts';

/** Days after which the last backup holds no copy any more, readable or not. */
const BACKUP_DAYS = 35;

/** How the person is written to while the request is being given a new key, which nothing can be read with yet. */
export interface Correspondence {
  readonly key: OwnerKey;
  readonly contact: Contact;
}

/** Where a letter goes when it is not where letters go: a mailbox, or with a new key. */
export interface Sending {
  readonly to?: string;
  readonly anew?: Correspondence;
}

/** Facts that every letter of a request has, and whose remedies it names. */
async function commonFacts(
  workspace: Workspace,
  request: RequestItem,
  contact: Contact | undefined,
): Promise<LetterFacts & { readonly complaint: Complaint }> {
  const { name, country } = await tenantSettings(workspace);
  const residence = contact?.country;
  return {
    business: name ?? workspace.tenant,
    reference: request.id,
    complaint: { established: country, law: lawOfRequest(request), ...(residence ? { residence } : {}) },
  };
}

/** Facts of a letter beside those that the request itself gives. */
export type OwnFacts<Name extends LetterName> = Omit<FactsOf<Name>, keyof LetterFacts | 'complaint'>;

/**
 * The writes of one letter to the person. Without `to` it goes where letters go, and without any address it waits at
 * the request to be posted; codes and links name their mailbox.
 */
export async function letter<Name extends LetterName>(
  workspace: Workspace,
  request: RequestItem,
  name: Name,
  facts: OwnFacts<Name>,
  { to, anew }: Sending = {},
): Promise<Write[]> {
  const contact = anew ? anew.contact : await contactOf(workspace, request);
  const common = await commonFacts(workspace, request, contact);
  const rendered = writeLetter(name, request.language, { ...common, ...facts } as unknown as FactsOf<Name>);
  const owner = { request: request.id, key: anew?.key ?? (await requestKey(workspace, request)) };
  const address = to ?? (anew ? contact?.email : await letterAddress(workspace, request));
  return address
    ? mailWrites(workspace, owner, name, { to: address, ...rendered })
    : letterWrites(workspace, owner, name, rendered);
}

/** The article of a plan's ground, as letters cite it. */
const articleOf = (ground: string): KeptUnder =>
  ground === KEEPING_GROUNDS['legal-claims'] ? '17(3)(e)' : '17(3)(b)';

/** What was kept, once per kind, ground, statute and end, or per hold's ground; from the plan as it was approved. */
async function keptFacts(workspace: Workspace, request: RequestItem): Promise<KeptFact[]> {
  const facts = new Map<string, KeptFact>();
  for (const item of (await parts(workspace, request.id, 'plan')) as unknown as PlanItem[]) {
    const title = keepableOf(item.type)?.title[request.language];
    const what = title ?? titleOf(item.type, request.language);
    const said = ({ article, law }: Omit<KeptFact, 'what'>) =>
      facts.set(JSON.stringify([what, article, law]), { what, article, ...(law ? { law } : {}) });
    const { statute, country, until } = item.keep ?? {};
    if (item.act === 'keep' && statute && country && until)
      said({ article: articleOf(item.ground), law: { statute, country, until } });
    for (const { ground } of item.held ?? []) said({ article: articleOf(ground) });
  }
  return [...facts.values()];
}

/** Letters of closings that need no facts of their own. */
const PLAIN = {
  'find-nothing': 'nothing-found',
  cancel: 'cancelled',
  'cannot-identify': 'not-identifiable',
  expire: 'expired',
} as const satisfies Partial<Record<Step, LetterName>>;

const isPlain = (step: Step): step is keyof typeof PLAIN => Object.hasOwn(PLAIN, step);

/** The letter that comes with a closing by itself; a refusal or an outcome brings its own, which only it has reasons for. */
export async function closingLetter(
  workspace: Workspace,
  request: RequestItem,
  step: Step,
): Promise<Write[]> {
  // Nobody has asked, and what would be written to is what is erased.
  if (request.duty) return [];
  if (isPlain(step)) return letter(workspace, request, PLAIN[step], {});
  if (step !== 'finish' && step !== 'complete' && step !== 'stop-marketing') return [];
  const { type } = request;
  if (isPackage(type)) return [];
  if (type === 'rectification' || type === 'restriction' || type === 'objection' || type === 'withdrawal') {
    const marketing = step === 'stop-marketing';
    const told = (await parts(workspace, request.id, 'notice')).length;
    return letter(workspace, request, 'carried-out', { type, marketing, told });
  }
  const receipt = await receiptLink(workspace, request);
  const erasedOn = dayFrom(day(workspace.now()), '');
  return letter(workspace, request, 'erasure-done', {
    erasedOn,
    copiesGoneBy: addDays(erasedOn, BACKUP_DAYS),
    kept: await keptFacts(workspace, request),
    ...(receipt ? { receipt } : {}),
  });
}
