import * as z from 'zod';
import { AwsError } from '../../front/service.ts';
import { assertLiving } from '../desk.ts';
import { describeKey, keyArn } from '../key.ts';
import { keyName, page, pageOf, tagList, tagRecord } from '../members.ts';
import { operation } from '../operation.ts';
import { parsePolicy } from '../policy-text.ts';
import { accountRequest, tagConditions } from '../requests.ts';
import { assertNoLockout } from './create-key.ts';

export const DescribeKey = operation(z.strictObject({ KeyId: keyName }), (input, desk) => {
  const { key, request } = desk.named(input.KeyId);
  return {
    requests: [request('kms:DescribeKey')],
    run: () => ({ KeyMetadata: describeKey(key, desk.place) }),
  };
});

export const ListKeys = operation(z.strictObject(page(1000, 100)), (input, desk) => ({
  requests: [accountRequest('kms:ListKeys', desk.place)],
  run: () => {
    const keys = desk.keys.list(input.Marker ?? '', input.Limit + 1);
    const { entries, rest } = pageOf(keys, input.Limit, (key) => key.id);
    return { Keys: entries.map(({ id }) => ({ KeyId: id, KeyArn: keyArn(desk.place, id) })), ...rest };
  },
}));

const policyName = z.literal('default').default('default');

export const GetKeyPolicy = operation(
  z.strictObject({ KeyId: keyName, PolicyName: policyName }),
  (input, desk) => {
    const { key, request } = desk.named(input.KeyId);
    return {
      requests: [request('kms:GetKeyPolicy')],
      run: () => ({ Policy: JSON.stringify(key.policy, null, 2), PolicyName: 'default' }),
    };
  },
);

export const PutKeyPolicy = operation(
  z.strictObject({
    KeyId: keyName,
    PolicyName: policyName,
    Policy: z.string().min(1),
    BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
  }),
  (input, desk, principal) => {
    const { key, request } = desk.named(input.KeyId);
    const bypass = input.BypassPolicyLockoutSafetyCheck;
    return {
      requests: [request('kms:PutKeyPolicy', { 'kms:BypassPolicyLockoutSafetyCheck': String(bypass) })],
      run: () => {
        const policy = parsePolicy(input.Policy);
        if (!bypass) assertNoLockout(desk, principal, key, policy);
        desk.keys.change(key, { policy });
        return undefined;
      },
    };
  },
);

export const ListResourceTags = operation(
  z.strictObject({ KeyId: keyName, ...page(50, 50) }),
  (input, desk) => {
    const { key, request } = desk.named(input.KeyId);
    return {
      requests: [request('kms:ListResourceTags')],
      run: () => {
        const names = Object.keys(key.tags)
          .sort()
          .filter((name) => name > (input.Marker ?? ''));
        const { entries, rest } = pageOf(names, input.Limit, (name) => name);
        return { Tags: entries.map((name) => ({ TagKey: name, TagValue: key.tags[name] })), ...rest };
      },
    };
  },
);

export const TagResource = operation(
  z.strictObject({ KeyId: keyName, Tags: tagList.min(1) }),
  (input, desk) => {
    const { key, request } = desk.named(input.KeyId);
    const added = tagRecord(input.Tags);
    return {
      requests: [request('kms:TagResource', tagConditions(added))],
      run: () => {
        assertLiving(key);
        const tags = { ...key.tags, ...added };
        if (Object.keys(tags).length > 50)
          throw new AwsError('LimitExceededException', 'A key holds at most 50 tags.');
        desk.keys.change(key, { tags });
        return undefined;
      },
    };
  },
);

export const UntagResource = operation(
  z.strictObject({ KeyId: keyName, TagKeys: z.array(z.string()).min(1) }),
  (input, desk) => {
    const { key, request } = desk.named(input.KeyId);
    return {
      requests: [request('kms:UntagResource', { 'aws:TagKeys': input.TagKeys })],
      run: () => {
        assertLiving(key);
        const kept = Object.entries(key.tags).filter(([name]) => !input.TagKeys.includes(name));
        desk.keys.change(key, { tags: Object.fromEntries(kept) });
        return undefined;
      },
    };
  },
);
