import type { Place, Principal } from '../front/service.ts';
import type { TableDefinition } from './table-definition.ts';

/** Decides whether a caller may use a key through another service; throws an `AwsError` when not. */
export interface ImpliedKms {
  authorize(
    principal: Principal,
    action: string,
    keyArn: string,
    context: Readonly<Record<string, string>>,
  ): void;
}

/** On a table under a customer key, reading and writing alike take `kms:Decrypt` of the caller. */
export function authorizeKeys(
  kms: ImpliedKms | undefined,
  place: Place,
  principal: Principal,
  tables: readonly (TableDefinition | undefined)[],
): void {
  for (const table of new Set(tables)) {
    if (table?.keyArn === undefined) continue;
    if (kms === undefined) throw new Error('a table has a customer key but no key service is wired');
    kms.authorize(principal, 'kms:Decrypt', table.keyArn, {
      'kms:EncryptionContext:aws:dynamodb:tableName': table.name,
      'kms:EncryptionContext:aws:dynamodb:subscriberId': place.account,
      'kms:ViaService': `dynamodb.${place.region}.amazonaws.com`,
      'kms:CallerAccount': place.account,
    });
  }
}
