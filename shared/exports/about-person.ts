import { PURPOSES } from '../catalogue/vocabulary.ts';
import { WHAT_STAYS } from '../catalogue/what-stays.ts';
import { readConsents } from '../consent/consents.ts';
import { writings } from '../erasure/marks.ts';
import { instant } from '../kernel/time.ts';
import { readFormerValues } from '../rights/acts/former-values.ts';
import { controlFrom } from '../subjects/control.ts';
import { groundRule } from '../subjects/grounds.ts';
import { restrictionsOf } from '../subjects/restrictions.ts';
import { placesOfPerson } from '../subjects/suppressions.ts';
import type { Collection, Held } from './held.ts';
import { otherRequests } from './other-requests.ts';

/** Why an identifier is marked, as the person is told (Art. 15(1)(a), (d)). */
const { tombstone, suppression } = WHAT_STAYS;

/** A mark of an identifier of the person: an earlier erasure left it, or an objection or withdrawal under an address. */
export interface Suppression {
  /** The kind of identifier, never its value. */
  readonly of: string;
  readonly until: string;
  readonly purpose: string;
  readonly legalBasis: string;
}

/** Collects the marks that lead to identifiers of the person, those of erasures record by record. */
export class Suppressions {
  readonly #collection: Collection;
  readonly #found = new Map<string, Suppression>();

  constructor(collection: Collection) {
    this.#collection = collection;
  }

  /** Looks for marks of the identifiers of one record; others' records have none of the person's. */
  async look({ own, record }: Held): Promise<void> {
    if (!own) return;
    const { keys, tables, vault, now } = this.#collection.workspace;
    const marked = await Promise.all(
      writings(record).map(async ({ kind, value }) => ({
        kind,
        token: await vault.tombstoneToken(kind, value),
      })),
    );
    const items = await tables.get(marked.map(({ token }) => keys.tombstone(token)));
    for (const [index, item] of items.entries()) {
      const until = item?.['until'] as number | undefined;
      const { kind, token } = marked[index] ?? { kind: '', token: '' };
      if (until !== undefined && until > now())
        this.#found.set(token, {
          of: kind,
          until: instant(until),
          purpose: tombstone.purpose,
          legalBasis: tombstone.legalBasis,
        });
    }
  }

  /** Every mark once: those that were found, and those under an address that the person has or had. */
  async all(): Promise<readonly Suppression[]> {
    const { workspace, subject } = this.#collection;
    const places = await placesOfPerson(workspace, subject);
    const suppressed = places.flatMap(({ kind, entry }) =>
      entry
        ? [{ of: kind, until: instant(entry.until), purpose: suppression.purpose, legalBasis: entry.basis }]
        : [],
    );
    return [...this.#found.values(), ...suppressed];
  }
}

/** What is held about a person beside records: consents, restrictions, corrected values, requests; staff stay unnamed. */
export async function aboutPerson(collection: Collection) {
  const { workspace, subject } = collection;
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(subject)]))[0]);
  const consents = await readConsents(workspace, subject);
  const former = await readFormerValues(workspace, subject);
  return {
    consents: consents.map(({ purpose, way, givenAt, withdrawnAt, proof }) => ({
      purpose: PURPOSES[purpose],
      way,
      givenAt,
      ...(withdrawnAt ? { withdrawnAt } : {}),
      proof,
    })),
    restrictions: restrictionsOf(control).map(({ ground, purposes, records, since, announcedAt }) => ({
      says: groundRule(ground).says,
      article: groundRule(ground).article,
      purposes: purposes === 'all' ? 'all' : purposes.map((purpose) => PURPOSES[purpose]),
      records,
      since,
      ...(announcedAt ? { announcedAt } : {}),
    })),
    requests: await otherRequests(collection),
    formerValues: former.map(({ record, at, until, values }) => ({ record, correctedAt: at, until, values })),
  };
}
/** What is held about a person beside records. */
export type AboutPerson = Awaited<ReturnType<typeof aboutPerson>>;
