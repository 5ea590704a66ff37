import type * as z from 'zod';
import type { Wordings } from './languages.ts';
import type {
  FieldGroup,
  FieldKind,
  LegalBasis,
  LookupKind,
  Origin,
  Purpose,
  RetentionClass,
  Whose,
} from './vocabulary.ts';

/**
 * What happens to a field when its person is erased (Art. 17).
 * `erase`: it goes. `anonymise`: it stays in a copy that no longer leads to anybody.
 * `keep`: a statute needs it; it is re-sealed under a key of its own until the statute's end.
 */
export type OnErasure = 'erase' | 'anonymise' | 'keep';

/** Everything the product has to know about one field; a field without one of these does not compile (TEN-05). */
export interface FieldDeclaration {
  /** What a person reads instead of its name. */
  readonly title: Wordings<string>;
  /** Validation; top-level values only, `optional()` where the field may be absent. */
  readonly schema: z.ZodType;
  readonly kind: FieldKind;
  readonly whose: Whose;
  readonly purpose: Purpose;
  readonly basis: LegalBasis;
  readonly retention: RetentionClass;
  readonly onErasure: OnErasure;
  readonly group: FieldGroup;
  /** A token of the normalised value finds the person without the value being readable (ENC-04). */
  readonly lookup?: LookupKind;
  /** Lists may filter and sort by it; `plain` fields only. */
  readonly sortable?: true;
  /** For `whose: 'link'`: the record types that the reference may name. */
  readonly refersTo?: readonly string[];
  /** Assigned by the product, never accepted from a caller (an invoice's number). */
  readonly assigned?: true;
  /** Where it comes from, when its kind does not say it (`originOf`). */
  readonly origin?: Origin;
}

/** Where a field comes from: unless declared, the product's own values are derived, protected ones provided, others observed. */
export function originOf({ origin, assigned, kind }: FieldDeclaration): Origin {
  if (origin) return origin;
  if (assigned) return 'derived';
  return kind === 'plain' ? 'observed' : 'provided';
}

/** Which law keeps records of a type although a person asks for erasure. */
export interface KeepRule {
  /** The class of statutes, looked up by the tenant's country. */
  readonly statute: 'financial';
  /** The plain date field (YYYY-MM-DD) from whose year the period is counted. */
  readonly anchor: string;
}

/** One record type: the single declaration from which everything else is derived. */
export interface RecordDeclaration {
  /** Singular, for example `contact`. */
  readonly type: string;
  /** Path segment, for example `contacts`. */
  readonly plural: string;
  /** What a person reads instead of the type. */
  readonly title: Wordings<string>;
  /** Bound into the associated data of every section; raised when the meaning of stored fields changes. */
  readonly schemaVersion: number;
  /**
   * Where a record lives. `own`: it creates or joins a person's partition (`subject` reference optional in the body).
   * `field`: with the person named by that reference when there is one, otherwise on its own.
   * `nobody`: always on its own.
   */
  readonly home:
    { readonly in: 'own' } | { readonly in: 'field'; readonly field: string } | { readonly in: 'nobody' };
  readonly fields: Readonly<Record<string, FieldDeclaration>>;
  /** Once this plain field has one of these values the record cannot be changed any more (an issued invoice). */
  readonly frozenWhen?: { readonly field: string; readonly values: readonly string[] };
  readonly keep?: KeepRule;
  /** A gap-free number, given in the transaction in which `when` comes true; one sequence per year of `yearOf`. */
  readonly numbered?: {
    readonly field: string;
    readonly when: { readonly field: string; readonly value: string };
    readonly yearOf: string;
  };
}

/** States a record type; checks at load what types cannot say. */
export function recordType<const D extends RecordDeclaration>(declaration: D): D {
  for (const [name, field] of Object.entries<FieldDeclaration>(declaration.fields)) {
    const fault =
      (field.sortable && field.kind !== 'plain' && 'only plain fields can be sorted') ||
      (field.whose === 'link' && field.kind !== 'plain' && 'a reference is an opaque id, therefore plain') ||
      (field.whose === 'link' && !field.refersTo && 'a reference says what it may name') ||
      (field.whose === 'self' && field.kind === 'confidential' && 'a person owns personal fields') ||
      (field.whose === 'organisation' &&
        (field.kind === 'personal' || field.kind === 'special') &&
        'an organisation owns no personal fields') ||
      (field.onErasure === 'anonymise' &&
        field.kind !== 'plain' &&
        field.kind !== 'confidential' &&
        'a personal value cannot stay') ||
      (field.onErasure === 'keep' && !declaration.keep && 'keeping needs a keep rule');
    if (fault) throw new TypeError(`${declaration.type}.${name}: ${fault}`);
  }
  return declaration;
}
