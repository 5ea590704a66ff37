import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordValues } from '../catalogue/record-schema.ts';
import type { LookupKind } from '../catalogue/vocabulary.ts';
import type { RecordId, SubjectId } from '../kernel/ids.ts';
import type { Workspace, Write } from '../store/workspace.ts';

/** An identifier that a person's record carries, as a keyed token. */
export interface IdentifierToken {
  readonly kind: LookupKind;
  readonly token: string;
}

/** The tokens of a record's lookup fields; a value without a normal form gives none. */
export async function identifierTokens(
  workspace: Workspace,
  declaration: RecordDeclaration,
  values: RecordValues,
): Promise<IdentifierToken[]> {
  const found: IdentifierToken[] = [];
  for (const { kind, value } of identifiersIn(declaration, values)) {
    const token = await workspace.vault.lookupToken(kind, value, countryIn(values));
    if (token) found.push({ kind, token });
  }
  return found;
}

/** The values of a record's lookup fields with their kinds. */
export function identifiersIn(
  declaration: RecordDeclaration,
  values: RecordValues,
): { readonly kind: LookupKind; readonly value: string }[] {
  return Object.entries(declaration.fields).flatMap(([name, field]) => {
    const value = values[name];
    return field.lookup && typeof value === 'string' ? [{ kind: field.lookup, value }] : [];
  });
}

/** The country that a record's telephone numbers are read in. */
export function countryIn(values: RecordValues): string | undefined {
  const address = values['address'] as { country?: string } | undefined;
  return address?.country;
}

/**
 * Puts tokens and the way back from the person to them. Not unique: an identifier never merges people,
 * so a second person under one token is a second item. Repeating a put changes nothing.
 */
export function tokenWrites(
  workspace: Workspace,
  subject: SubjectId,
  record: RecordId,
  tokens: readonly IdentifierToken[],
): Write[] {
  const unique = new Map(tokens.map((token) => [token.token, token]));
  return [...unique.values()].flatMap(({ kind, token }) => [
    { put: { record, kind }, at: workspace.keys.token(token, subject), if: ANY },
    { put: { kind }, at: workspace.keys.tokenOf(subject, token), if: ANY },
  ]);
}

/** Token items may be written again: same key, same meaning. */
const ANY = { expression: 'attribute_exists(pk) OR attribute_not_exists(pk)' };
