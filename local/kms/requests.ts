import type { AccessRequest, Place } from '../front/service.ts';
import type { Alias } from './alias-store.ts';
import type { EncryptionContext } from './envelope.ts';
import type { Key } from './key.ts';
import { aliasArn } from './key.ts';

/** Condition keys of one request, as IAM takes them. */
export type Conditions = Readonly<Record<string, string | readonly string[]>>;

/** `kms:EncryptionContext:<name>` and `kms:EncryptionContextKeys`; both absent without a context, as on AWS. */
export function contextConditions(context: EncryptionContext): Conditions {
  const names = Object.keys(context);
  if (names.length === 0) return {};
  const each = names.map((name) => [`kms:EncryptionContext:${name}`, context[name] ?? ''] as const);
  return { ...Object.fromEntries(each), 'kms:EncryptionContextKeys': names };
}

/** `aws:RequestTag/<key>` and `aws:TagKeys` for tags that a request carries. */
export function tagConditions(tags: Readonly<Record<string, string>>): Conditions {
  const names = Object.keys(tags);
  if (names.length === 0) return {};
  return {
    ...Object.fromEntries(names.map((name) => [`aws:RequestTag/${name}`, tags[name] ?? ''])),
    'aws:TagKeys': names,
  };
}

/** May the caller do `action` on this key? The key's policy decides or delegates to identity policies. */
export function keyRequest(
  action: string,
  key: Key,
  aliases: readonly string[],
  place: Place,
  conditions: Conditions = {},
): AccessRequest {
  const tags = Object.entries(key.tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value] as const);
  return {
    action,
    resource: key.arn,
    resourcePolicy: key.policy,
    resourceRule: 'delegated',
    context: {
      'kms:CallerAccount': place.account,
      'kms:KeySpec': key.spec,
      'kms:KeyUsage': key.usage,
      'kms:KeyOrigin': 'AWS_KMS',
      'kms:MultiRegion': 'false',
      ...(aliases.length > 0 && { 'kms:ResourceAliases': aliases }),
      ...Object.fromEntries(tags),
      ...conditions,
    },
  };
}

/** May the caller do `action` on this alias? Aliases have no policy of their own. */
export const aliasRequest = (action: string, name: Alias['name'], place: Place): AccessRequest => ({
  action,
  resource: aliasArn(place, name),
  context: { 'kms:CallerAccount': place.account },
});

/** May the caller do `action`, which has no resource yet or lists them? */
export const accountRequest = (action: string, place: Place, conditions: Conditions = {}): AccessRequest => ({
  action,
  resource: '*',
  context: { 'kms:CallerAccount': place.account, ...conditions },
});
