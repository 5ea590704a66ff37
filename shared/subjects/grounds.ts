import { EXCEPTIONS, type Exception, type LegalBasis, type Purpose } from '../catalogue/vocabulary.ts';
import type { Id, RecordId } from '../kernel/ids.ts';
import type { Use } from './uses.ts';

/** What one ground stops at most; a restriction may stop less. */
export interface GroundRule {
  readonly article: string;
  readonly says: string;
  readonly purposes: readonly Purpose[] | 'all';
  readonly bases: readonly LegalBasis[] | 'all';
  /** Of the uses that a restriction refuses. */
  readonly uses: readonly Use[] | 'all';
  /** What a caller may rely on nevertheless. */
  readonly exceptions: readonly Exception[];
  /** True: the person is told before it is lifted (Art. 18(3)). */
  readonly noticeFirst: boolean;
}

/** Art. 18(2) holds for the four cases of Art. 18(1). */
const excepted = Object.keys(EXCEPTIONS) as Exception[];
const everything = { purposes: 'all', bases: 'all', uses: 'all' } as const;
/** The two bases that can be objected to. */
const objectionable = { ...everything, bases: ['legitimate-interests', 'public-task'] } as const;

/** Why processing can be stopped without anything being erased. */
export const RESTRICTION_GROUNDS = {
  accuracy: {
    ...everything,
    article: 'Art. 18(1)(a)',
    says: 'Accuracy is contested and being verified',
    exceptions: excepted,
    noticeFirst: true,
  },
  unlawful: {
    ...everything,
    article: 'Art. 18(1)(b)',
    says: 'Processing is unlawful and the person prefers restriction to erasure',
    exceptions: excepted,
    noticeFirst: true,
  },
  claims: {
    ...everything,
    article: 'Art. 18(1)(c)',
    says: 'No longer needed, but the person needs it for legal claims',
    exceptions: excepted,
    noticeFirst: true,
  },
  objection: {
    ...objectionable,
    article: 'Art. 18(1)(d)',
    says: 'An objection is being weighed',
    exceptions: excepted,
    noticeFirst: true,
  },
  objected: {
    ...objectionable,
    article: 'Art. 21(1)',
    says: 'An objection was upheld',
    exceptions: ['consent', 'legal-claims'],
    noticeFirst: false,
  },
  marketing: {
    ...everything,
    purposes: ['marketing'],
    article: 'Art. 21(2), 21(3)',
    says: 'Objection to direct marketing: absolute, whatever the basis',
    exceptions: [],
    noticeFirst: false,
  },
  suppressed: {
    ...everything,
    purposes: ['marketing'],
    article: 'Art. 7(3), 21(3)',
    says: 'Somebody under the same address or number objected to this purpose or withdrew consent',
    exceptions: [],
    noticeFirst: false,
  },
  withdrawal: {
    ...everything,
    bases: ['consent'],
    article: 'Art. 7(3)',
    says: 'Consent was withdrawn',
    exceptions: ['legal-claims'],
    noticeFirst: false,
  },
  child: {
    ...everything,
    article: 'Art. 8',
    says: 'A child’s data, in quarantine until a parent authorises it or it is erased',
    exceptions: [],
    noticeFirst: false,
  },
  decision: {
    ...everything,
    uses: ['decide'],
    article: 'Art. 22(1)',
    says: 'The person is not subject to automated decisions',
    exceptions: ['consent'],
    noticeFirst: false,
  },
} as const satisfies Record<string, GroundRule>;
/** A ground of the table. */
export type Ground = keyof typeof RESTRICTION_GROUNDS;

/** The rule of a ground. */
export function groundRule(ground: Ground): GroundRule {
  return RESTRICTION_GROUNDS[ground];
}

/** One restriction of a person's data, as it is kept on the person's control item. */
export interface Restriction {
  readonly id: Id;
  readonly ground: Ground;
  readonly purposes: readonly Purpose[] | 'all';
  /** Records that it is limited to: the person's own, or texts and files of others that name the person. */
  readonly records: readonly RecordId[] | 'all';
  /** The request that led to it. */
  readonly request?: Id;
  readonly since: string;
  /** When the person was told that it will be lifted (Art. 18(3)). */
  readonly announcedAt?: string;
}
