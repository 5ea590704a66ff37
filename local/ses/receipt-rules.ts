import * as z from 'zod';
import { AwsError } from '../front/service.ts';
import type { DeclaredResource, Place, ResourceType } from '../front/service.ts';

/** What a receipt rule does with a mail, in order. */
export type ReceiptAction =
  | { readonly does: 'store'; readonly bucket: string; readonly prefix: string; readonly role: string }
  | { readonly does: 'invoke'; readonly functionArn: string; readonly async: boolean };

/** A rule of the active rule set. */
export interface ReceiptRule {
  readonly name: string;
  readonly arn: string;
  readonly set: string;
  readonly enabled: boolean;
  /** Addresses, domains, and `.domain` for every domain below; none: whatever the account's identities cover. */
  readonly recipients: readonly string[];
  readonly actions: readonly ReceiptAction[];
}

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const action = z.union([
  z
    .strictObject({
      S3Action: z.strictObject({
        BucketName: z.string(),
        ObjectKeyPrefix: z.string().default(''),
        // Without a role the service writes under the policy of the bucket, which is not emulated.
        IamRoleArn: z.string(),
      }),
    })
    .transform(({ S3Action: { BucketName: bucket, ObjectKeyPrefix: prefix, IamRoleArn: role } }) => ({
      does: 'store' as const,
      bucket,
      prefix,
      role,
    })),
  z
    .strictObject({
      LambdaAction: z.strictObject({
        FunctionArn: z.string(),
        InvocationType: z.enum(['Event', 'RequestResponse']).default('Event'),
      }),
    })
    .transform(({ LambdaAction: { FunctionArn: functionArn, InvocationType } }) => ({
      does: 'invoke' as const,
      functionArn,
      async: InvocationType === 'Event',
    })),
]);
const properties = z.strictObject({
  RuleSetName: z.string(),
  Rule: z.strictObject({
    Name: z.string().regex(/^[\w-]{1,64}$/),
    Enabled: flag.default(false),
    Recipients: z.array(z.string()).default([]),
    // Nothing is scanned here, and there is no transport; the verdicts are the sender's to choose.
    ScanEnabled: flag.default(false),
    TlsPolicy: z.enum(['Optional', 'Require']).default('Optional'),
    Actions: z.array(action).default([]),
  }),
});

/** The receipt rules of the templates, in the order in which they were declared. */
export class ReceiptRules {
  readonly #sets = new Set<string>();
  readonly #rules = new Map<string, ReceiptRule>();
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  /** The rules that a recipient meets. */
  for(recipient: string): ReceiptRule[] {
    const address = recipient.toLowerCase();
    const domain = address.slice(address.lastIndexOf('@') + 1);
    const covers = (each: string) =>
      each.startsWith('.') ? domain.endsWith(each) : [address, domain].includes(each);
    return [...this.#rules.values()].filter(
      ({ enabled, recipients }) =>
        enabled && (recipients.length === 0 || recipients.some((each) => covers(each.toLowerCase()))),
    );
  }

  /** The resource types; `tried` is called for each new rule, as the service tries a rule's actions out. */
  types(tried: (rule: ReceiptRule) => Promise<void>): readonly ResourceType[] {
    return [
      {
        type: 'AWS::SES::ReceiptRuleSet',
        apply: async ({ properties: given, defaultName }) => {
          const { RuleSetName = defaultName.slice(-64) } = given as { RuleSetName?: string };
          this.#sets.add(RuleSetName);
          return { ref: RuleSetName, attributes: {} };
        },
      },
      {
        type: 'AWS::SES::ReceiptRule',
        apply: async (resource) => {
          const rule = this.#read(resource);
          await tried(rule);
          this.#rules.set(rule.arn, rule);
          return { ref: rule.name, attributes: {} };
        },
      },
    ];
  }

  #read({ logicalId, properties: given }: DeclaredResource): ReceiptRule {
    const parsed = properties.safeParse(given);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new AwsError('ValidationException', `${logicalId}: ${issue?.path.join('.')} is not emulated so.`);
    }
    const { RuleSetName: set, Rule } = parsed.data;
    if (!this.#sets.has(set))
      throw new AwsError('RuleSetDoesNotExistException', `${logicalId}: there is no rule set of this name.`);
    const { partition, region, account } = this.#place;
    const { Name: name, Enabled: enabled, Recipients: recipients, Actions: actions } = Rule;
    const arn = `arn:${partition}:ses:${region}:${account}:receipt-rule-set/${set}:receipt-rule/${name}`;
    return { name, arn, set, enabled, recipients, actions };
  }
}
