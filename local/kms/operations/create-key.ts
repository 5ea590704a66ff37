import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { PolicyDocument, Principal } from '../../front/service.ts';
import { AwsError } from '../../front/service.ts';
import type { Desk } from '../desk.ts';
import type { Key, KeySpec } from '../key.ts';
import { KEY_SPECS, defaultPolicy, describeKey, keyArn } from '../key.ts';
import { tagList, tagRecord } from '../members.ts';
import { operation } from '../operation.ts';
import { parsePolicy } from '../policy-text.ts';
import { accountRequest, keyRequest, tagConditions } from '../requests.ts';

const SPECS = Object.keys(KEY_SPECS) as KeySpec[];
const USAGES = ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC'] as const;

/** Refuses a policy by which the caller could never change the policy again. */
export function assertNoLockout(desk: Desk, principal: Principal, key: Key, policy: PolicyDocument): void {
  const next = { ...key, policy };
  try {
    desk.authorize(principal, [keyRequest('kms:PutKeyPolicy', next, desk.aliases.ofKey(key.id), desk.place)]);
  } catch {
    throw new AwsError(
      'MalformedPolicyDocumentException',
      'The new key policy will not allow you to update the key policy in the future.',
    );
  }
}

/** Makes a key; there is no idempotency token, so a retry makes a second one, as on AWS. */
export const CreateKey = operation(
  z.strictObject({
    Policy: z.string().optional(),
    Description: z.string().max(8192).default(''),
    KeyUsage: z.enum(USAGES).optional(),
    KeySpec: z.enum(SPECS).optional(),
    CustomerMasterKeySpec: z.enum(SPECS).optional(),
    Origin: z.literal('AWS_KMS').optional(),
    MultiRegion: z.literal(false).optional(),
    BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
    Tags: tagList.default([]),
  }),
  (input, desk, principal) => {
    const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
    const { usage } = KEY_SPECS[spec];
    // AWS wants the usage named for every key that is not symmetric.
    if ((input.KeyUsage ?? (spec === 'SYMMETRIC_DEFAULT' ? usage : undefined)) !== usage)
      throw new AwsError(
        'ValidationException',
        `The operation failed because the KeyUsage value of the KMS key is not ${usage}.`,
      );
    const id = randomUUID();
    const arn = keyArn(desk.place, id);
    const now = desk.clock.now();
    const tags = tagRecord(input.Tags);
    const conditions = {
      'kms:KeySpec': spec,
      'kms:KeyUsage': usage,
      'kms:KeyOrigin': 'AWS_KMS',
      'kms:MultiRegion': 'false',
      'kms:BypassPolicyLockoutSafetyCheck': String(input.BypassPolicyLockoutSafetyCheck),
      ...tagConditions(tags),
    };
    const key: Key = {
      id,
      arn,
      spec,
      usage,
      description: input.Description,
      created: now,
      state: 'Enabled',
      deletionDue: undefined,
      policy: input.Policy === undefined ? defaultPolicy(desk.place) : parsePolicy(input.Policy),
      tags,
      rotationDays: undefined,
      rotationStart: now,
    };
    return {
      requests: [
        accountRequest('kms:CreateKey', desk.place, conditions),
        ...(input.Tags.length > 0
          ? [
              {
                action: 'kms:TagResource',
                resource: arn,
                context: { 'kms:CallerAccount': desk.place.account, ...conditions },
              },
            ]
          : []),
      ],
      run: () => {
        if (input.Policy !== undefined && !input.BypassPolicyLockoutSafetyCheck)
          assertNoLockout(desk, principal, key, key.policy);
        desk.keys.create(key);
        return { KeyMetadata: describeKey(key, desk.place) };
      },
    };
  },
);
