import { WHAT_STAYS } from '../../catalogue/what-stays.ts';
import { readConsents } from '../../consent/consents.ts';
import { writings } from '../../erasure/marks.ts';
import { instant } from '../../kernel/time.ts';
import { readFormerValues } from '../../rights/acts/former-values.ts';
import { controlFrom } from '../../subjects/control.ts';
import { groundRule } from '../../subjects/grounds.ts';
import { restrictionsOf } from '../../subjects/restrictions.ts';
import { placesOfPerson } from '../../subjects/suppressions.ts';
import { citations } from '../../rights/letters/citation.ts';
import type { Held } from '../held.ts';
import { otherRequests } from './other-requests.ts';
import type { Asked } from '../packing.ts';
import { mannerOf } from '../wordings/manner.ts';
import { PURPOSE_WORDINGS } from '../wordings/purposes.ts';
import { GROUND_WORDINGS, MARK_WORDINGS } from '../wordings/standing.ts';

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
  readonly #packing: Asked;
  readonly #found = new Map<string, Suppression>();

  constructor(packing: Asked) {
    this.#packing = packing;
  }

  /** Looks for marks of the identifiers of one record; others' records have none of the person's. */
  async look({ own, record }: Held): Promise<void> {
    if (!own) return;
    const { keys, tables, vault, now } = this.#packing.workspace;
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
          ...this.#why('tombstone', WHAT_STAYS.tombstone.legalBasis),
        });
    }
  }

  /** Every mark once: those that were found, and those under an address that the person has or had. */
  async all(): Promise<readonly Suppression[]> {
    const { workspace, subject } = this.#packing;
    const places = await placesOfPerson(workspace, subject);
    const suppressed = places.flatMap(({ kind, entry }) =>
      entry ? [{ of: kind, until: instant(entry.until), ...this.#why('suppression', entry.basis) }] : [],
    );
    return [...this.#found.values(), ...suppressed];
  }

  /** Why an identifier is marked, as the person is told (Art. 15(1)(a), (d)). */
  #why(mark: keyof typeof MARK_WORDINGS, basis: string) {
    const { language, law } = mannerOf(this.#packing.about);
    return { purpose: MARK_WORDINGS[mark][language], legalBasis: citations(basis, law, language) };
  }
}

/** The article of a ground, where the law has one. */
const articleRow = (article: string) => (article ? { article } : {});

/** What is held about a person beside records: consents, restrictions, corrected values, requests; staff stay unnamed. */
export async function aboutPerson(packing: Asked) {
  const { workspace, subject } = packing;
  const { language, law } = mannerOf(packing.about);
  const called = PURPOSE_WORDINGS[language];
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(subject)]))[0]);
  const consents = await readConsents(workspace, subject);
  const former = await readFormerValues(workspace, subject);
  return {
    consents: consents.map(({ purpose, way, givenAt, withdrawnAt, proof }) => ({
      purpose: called[purpose],
      way,
      givenAt,
      ...(withdrawnAt ? { withdrawnAt } : {}),
      proof,
    })),
    restrictions: restrictionsOf(control).map(({ ground, purposes, records, since, announcedAt }) => ({
      says: GROUND_WORDINGS[ground][language],
      ...articleRow(citations(groundRule(ground).article, law, language)),
      purposes: purposes === 'all' ? 'all' : purposes.map((purpose) => called[purpose]),
      records,
      since,
      ...(announcedAt ? { announcedAt } : {}),
    })),
    requests: await otherRequests(packing),
    formerValues: former.map(({ record, at, until, values }) => ({ record, correctedAt: at, until, values })),
  };
}
/** What is held about a person beside records. */
export type AboutPerson = Awaited<ReturnType<typeof aboutPerson>>;
