import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { AppliedResource, DeclaredResource, ResourceType } from '../front/service.ts';
import type { Desk } from './desk.ts';
import type { Key, KeySpec } from './key.ts';
import { KEY_SPECS, defaultPolicy, keyArn } from './key.ts';
import { aliasName, keyName } from './members.ts';
import { checkPolicy } from './policy-text.ts';

const tags = z.array(z.strictObject({ Key: z.string().min(1), Value: z.string() })).default([]);
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const keyProperties = z.strictObject({
  Description: z.string().default(''),
  Enabled: flag.default(true),
  EnableKeyRotation: flag.default(false),
  RotationPeriodInDays: z.coerce.number().int().min(90).max(2560).default(365),
  KeyPolicy: z.unknown().optional(),
  KeySpec: z.enum(Object.keys(KEY_SPECS) as KeySpec[]).default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.string().optional(),
  // Used when the resource is removed from its stack; a retained key never sees it.
  PendingWindowInDays: z.coerce.number().int().min(7).max(30).optional(),
  Tags: tags,
});

const aliasProperties = z.strictObject({ AliasName: aliasName, TargetKeyId: keyName });

/** The template resources of KMS, bound to one account's keys. */
export const resourceTypes = (desk: Desk): readonly ResourceType[] => [
  { type: 'AWS::KMS::Key', apply: async (resource) => applyKey(desk, resource) },
  { type: 'AWS::KMS::Alias', apply: async (resource) => applyAlias(desk, resource) },
];

function applyKey(desk: Desk, resource: DeclaredResource): AppliedResource {
  const wanted = keyProperties.parse(resource.properties);
  const { usage } = KEY_SPECS[wanted.KeySpec];
  if ((wanted.KeyUsage ?? usage) !== usage)
    throw new Error(`${resource.logicalId}: KeyUsage does not fit KeySpec ${wanted.KeySpec}`);
  desk.deletions.destroyDue();
  const now = desk.clock.now();
  const before = desk.keys.declared(resource.stack, resource.logicalId);
  if (before && before.spec !== wanted.KeySpec)
    throw new Error(
      `${resource.logicalId}: a key's KeySpec cannot be changed, only a new key can have another`,
    );
  const id = before?.id ?? randomUUID();
  const rotates = before?.rotationDays !== undefined;
  const key: Key = {
    id,
    arn: keyArn(desk.place, id),
    spec: wanted.KeySpec,
    usage,
    description: wanted.Description,
    created: before?.created ?? now,
    state: before?.state === 'PendingDeletion' ? 'PendingDeletion' : wanted.Enabled ? 'Enabled' : 'Disabled',
    deletionDue: before?.deletionDue,
    policy: wanted.KeyPolicy === undefined ? defaultPolicy(desk.place) : checkPolicy(wanted.KeyPolicy),
    tags: Object.fromEntries(wanted.Tags.map((tag) => [tag.Key, tag.Value])),
    rotationDays: wanted.EnableKeyRotation ? wanted.RotationPeriodInDays : undefined,
    rotationStart: before && rotates ? before.rotationStart : now,
  };
  if (before) desk.keys.change(before, key);
  else desk.keys.create(key, resource);
  return { ref: id, attributes: { Arn: key.arn, KeyId: id } };
}

function applyAlias(desk: Desk, resource: DeclaredResource): AppliedResource {
  const wanted = aliasProperties.parse(resource.properties);
  const { key } = desk.named(wanted.TargetKeyId);
  if (desk.aliases.find(wanted.AliasName)?.keyId !== key.id)
    desk.aliases.point(wanted.AliasName, key.id, desk.clock.now());
  return { ref: wanted.AliasName, attributes: { AliasName: wanted.AliasName } };
}
