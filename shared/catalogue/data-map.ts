import { originOf } from './declaration.ts';
import { LEGAL_BASES, PURPOSES, RETENTION_CLASSES } from './vocabulary.ts';
import { RECORD_TYPES } from './record-types.ts';
import type { RecordDeclaration } from './declaration.ts';

/** One field of the data map (TEN-05): what it is, whose, why, on which basis, how long, and its end. */
export interface MappedField {
  readonly type: string;
  readonly field: string;
  readonly sensitivity: string;
  readonly origin: string;
  readonly whose: string;
  readonly purpose: string;
  readonly purposeText: string;
  readonly legalBasis: string;
  readonly article: string;
  readonly retentionClass: string;
  readonly retention: string;
  readonly onErasure: string;
  readonly fieldGroup: string;
  readonly lookup: boolean;
}

/** Every declared field of every type; computed from the declarations, so that there is no second list to forget. */
export function dataMap(types: readonly RecordDeclaration[] = RECORD_TYPES): MappedField[] {
  return types.flatMap((declaration) =>
    Object.entries(declaration.fields).map(([field, is]) => ({
      type: declaration.type,
      field,
      sensitivity: is.kind,
      origin: originOf(is),
      whose: is.whose,
      purpose: is.purpose,
      purposeText: PURPOSES[is.purpose],
      legalBasis: is.basis,
      article: LEGAL_BASES[is.basis],
      retentionClass: is.retention,
      retention: RETENTION_CLASSES[is.retention].says,
      onErasure: is.onErasure,
      fieldGroup: is.group,
      lookup: is.lookup !== undefined,
    })),
  );
}
