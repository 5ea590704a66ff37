import { eventWrite } from '../audit/record-event.ts';
import { keepUntil, SUPPRESSION_STATUTE } from '../catalogue/statutes.ts';
import type { Purpose } from '../catalogue/vocabulary.ts';
import type { Id, SubjectId } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import { DAY, day, instant, SECOND } from '../kernel/time.ts';
import { ABSENT, any, equals, PRESENT } from '../store/clauses.ts';
import type { ItemKey } from '../store/grammar.ts';
import type { Clause, Workspace, Write } from '../store/workspace.ts';
import type { SubjectControl } from './control.ts';
import type { Ground, Restriction } from './grounds.ts';
import { tokensOf } from './person-view.ts';

/** Purposes whose end outlasts the record of a person: whoever objects is not to be met again as a stranger. */
export const SUPPRESSIBLE = ['marketing'] as const satisfies readonly Purpose[];

/** Restrictions that outlast the record, with the basis on which that is remembered. */
const OUTLASTING: Readonly<Partial<Record<Ground, string>>> = {
  marketing: 'Art. 6(1)(c), 21(3)',
  objected: 'Art. 6(1)(c), 21(1)',
  withdrawal: 'Art. 6(1)(c), 7(3)',
};

/** Identifiers that somebody can be written to or called at; a name is borne by too many. */
const ADDRESSES: readonly string[] = ['email', 'phone'];

/** That an address must not be used for a purpose. The item holds this and nothing else: no value, nobody's id. */
export interface Suppression {
  readonly purpose: Purpose;
  readonly ground: Ground;
  readonly basis: string;
  /** Of the objection or withdrawal: a consent that is older does not end it. */
  readonly since: string;
  /** End, epoch milliseconds, the beginning of a day (UTC); it counts until then, whenever its item goes. */
  readonly until: number;
}

/** An identifier as its keyed token, and its kind. */
interface Token {
  readonly kind: string;
  readonly token: string;
}

/** Where it would be said of one address and one purpose, and what is said there now. */
export interface Place extends Token {
  readonly at: ItemKey;
  readonly purpose: Purpose;
  readonly entry?: Suppression;
}

/** Items of one consistent read. */
const TOGETHER = 100;

/**
 * The places of addresses, by their lookup tokens; nothing is read. The key of an entry is a token of the token, under
 * the tombstone key: it can be computed as long as the address is held, and matched with nothing once it is not.
 */
async function placesFor(
  { keys, vault }: Pick<Workspace, 'keys' | 'vault'>,
  tokens: readonly Token[],
): Promise<Place[]> {
  const addresses = new Map(tokens.map((one) => [one.token, one]));
  const wanted = [...addresses.values()]
    .filter(({ kind }) => ADDRESSES.includes(kind))
    .flatMap(({ kind, token }) => SUPPRESSIBLE.map((purpose) => ({ kind, token, purpose })));
  return Promise.all(
    wanted.map(async ({ kind, token, purpose }): Promise<Place> => {
      const at = keys.suppression(await vault.tombstoneToken(`suppressed for ${purpose}`, token));
      return { at, kind, token, purpose };
    }),
  );
}

/** What is said of addresses, by their lookup tokens. */
export async function placesOf(workspace: Workspace, tokens: readonly Token[]): Promise<Place[]> {
  const { tables, now } = workspace;
  const places = await placesFor(workspace, tokens);
  const found: Place[] = [];
  for (let from = 0; from < places.length; from += TOGETHER) {
    const some = places.slice(from, from + TOGETHER);
    const items = await tables.get(some.map(({ at }) => at));
    for (const [position, place] of some.entries()) {
      const entry = items[position] as unknown as Suppression | undefined;
      found.push(entry && entry.until > now() ? { ...place, entry } : place);
    }
  }
  return found;
}

/** What is said of every address under which a person is or was found. */
export async function placesOfPerson(workspace: Workspace, person: SubjectId): Promise<Place[]> {
  return placesOf(workspace, await tokensOf(workspace, person));
}

/** The restriction in force that will outlast the record of a person, for each purpose the first of them. */
export function outlasting(control: SubjectControl | undefined): (Restriction & { purpose: Purpose })[] {
  return SUPPRESSIBLE.flatMap((purpose) => {
    const first = (control?.restrictions ?? []).find(
      ({ ground, purposes }) =>
        OUTLASTING[ground] !== undefined && (purposes === 'all' || purposes.includes(purpose)),
    );
    return first ? [{ ...first, purpose }] : [];
  });
}

/** When an entry that begins now ends: the beginning of the day after its last one. */
export function endOfSuppression(now: number): number {
  return Date.parse(keepUntil(SUPPRESSION_STATUTE, day(now))) + DAY;
}

function entryWrite(
  { at, purpose, entry }: Place,
  { ground, since }: Pick<Restriction, 'ground' | 'since'>,
  end: number,
): Write {
  // Somebody else under the same address may have objected later.
  const until = Math.max(end, entry?.until ?? 0);
  const latest = entry && entry.since > since ? entry : { ground, since, basis: OUTLASTING[ground] ?? '' };
  const put: Suppression = {
    purpose,
    ground: latest.ground,
    basis: latest.basis,
    since: latest.since,
    until,
  };
  return { put: { ...put, ttl: Math.ceil(until / SECOND) }, at, if: any(ABSENT, PRESENT) };
}

/** What there is to remember of a restriction. */
type Stop = Pick<Restriction, 'ground' | 'purposes' | 'since'>;

/**
 * The writes that remember a restriction of some people until then, or longer where it is remembered already, under
 * every address that they have or had; none for a restriction that does not outlast the record.
 */
export async function entryWrites(
  workspace: Workspace,
  people: readonly SubjectId[],
  stop: Stop,
  until: number,
): Promise<Write[]> {
  const { ground, purposes } = stop;
  if (OUTLASTING[ground] === undefined) return [];
  const tokens: Token[] = [];
  for (const person of people) tokens.push(...(await tokensOf(workspace, person)));
  const meant = (await placesOf(workspace, tokens)).filter(
    ({ purpose }) => purposes === 'all' || purposes.includes(purpose),
  );
  return meant.map((place) => entryWrite(place, stop, until));
}

/** Entries that join the transaction of a restriction, beside what else is in it (DynamoDB takes 100 parts). */
const JOINING = 40;

/** The same from now on, for the transaction that puts the restriction in force; what does not fit goes before it. */
export async function suppressionWrites(
  workspace: Workspace,
  people: readonly SubjectId[],
  stop: Stop,
): Promise<Write[]> {
  const writes = await entryWrites(workspace, people, stop, endOfSuppression(workspace.now()));
  for (let from = JOINING; from < writes.length; from += TOGETHER)
    await workspace.tables.write(writes.slice(from, from + TOGETHER));
  return writes.slice(0, JOINING);
}

/** No entry counts at this moment; the day stands for it, so that two records that are checked on one day are alike. */
const noneAt = (now: number): Clause => ({
  expression: 'attribute_not_exists(#pk) OR #until <= :today',
  names: { '#pk': 'pk', '#until': 'until' },
  values: { ':today': Math.floor(now / DAY) * DAY },
});

/** How somebody new begins: restricted where an address is suppressed, and checked to be free where it is not. */
export interface Beginning {
  readonly suppressed: readonly Purpose[];
  readonly restrictions: readonly Restriction[];
  /** For the transaction that creates the person: an entry that comes in between makes it fail. */
  readonly checks: readonly Write[];
}

/**
 * How somebody new with these identifiers begins. `hopeful` reads nothing and leaves it to the checks to find an entry:
 * most people are strangers, and to them it costs no call.
 */
export async function beginningOf(
  workspace: Workspace,
  tokens: readonly Token[],
  hopeful: boolean,
): Promise<Beginning> {
  const places = await (hopeful ? placesFor : placesOf)(workspace, tokens);
  const since = instant(workspace.now());
  const suppressed = [...new Set(places.flatMap(({ purpose, entry }) => (entry ? [purpose] : [])))];
  return {
    suppressed,
    restrictions: suppressed.map((purpose) => ({
      id: newId(workspace.random),
      ground: 'suppressed',
      purposes: [purpose],
      records: 'all',
      since,
    })),
    checks: places
      .filter(({ purpose }) => !suppressed.includes(purpose))
      .map(({ at }) => ({ check: true, at, if: noneAt(workspace.now()) })),
  };
}

/** Entries that one consent ends at most, so that all of it is one transaction; another consent ends more. */
const ENDING = 90;

/**
 * What a consent of a person ends: entries for its purpose that are no younger than it, in the transaction that records
 * it. `free` when no other one is left.
 */
export async function endedByConsent(
  workspace: Workspace,
  person: SubjectId,
  { id, purpose, givenAt }: { readonly id: Id; readonly purpose: Purpose; readonly givenAt: string },
): Promise<{ readonly free: boolean; readonly writes: readonly Write[] }> {
  const places = await placesOfPerson(workspace, person);
  const counting = places.flatMap(({ at, entry, purpose: of }) =>
    entry && of === purpose ? [{ at, since: entry.since }] : [],
  );
  const over = counting.filter(({ since }) => since <= givenAt).slice(0, ENDING);
  const ends = over.map(({ at, since }): Write => ({
    delete: true,
    at,
    if: any(ABSENT, equals('since', since)),
  }));
  const told = eventWrite(workspace, { action: 'suppression.end', subject: person, target: id, purpose });
  return { free: over.length === counting.length, writes: ends.length > 0 ? [...ends, told] : [] };
}
