import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { viaService } from '../names.ts';

/** Reading items; no Scan and no PartiQL, which no key condition binds. */
export const READ_ITEMS = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'] as const;
/** Writing items; transactions are authorised as these and `ConditionCheckItem`. */
export const WRITE_ITEMS = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
] as const;

/** One Allow with a name of its own. */
export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Record<string, Record<string, unknown>>,
): PolicyStatement {
  return new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(conditions === undefined ? {} : { conditions }),
  });
}

/**
 * Items whose partition key matches. `ForAllValues` is true when the key is absent from the request, hence the
 * `Null` guard (IAM user guide, multivalued context keys).
 */
export function leadingKeys(pattern: string): Record<string, Record<string, unknown>> {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}

/** The storage key, as DynamoDB, S3 or Step Functions use it in the caller's name, and not otherwise. */
export function storageKey(sid: string, keyArn: string, services: readonly string[]): PolicyStatement {
  return allow(sid, ['kms:Decrypt', 'kms:GenerateDataKey'], [keyArn], {
    StringEquals: { 'kms:ViaService': services.map(viaService) },
  });
}
