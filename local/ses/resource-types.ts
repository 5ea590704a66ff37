import { createHash } from 'node:crypto';
import { AwsError } from '../front/service.ts';
import type { DeclaredResource, ResourceType } from '../front/service.ts';
import type { Outbox } from './outbox.ts';

/** Properties without effect at home; others, tracking above all, are refused. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::SES::EmailIdentity': [
    'EmailIdentity',
    'ConfigurationSetAttributes',
    'DkimAttributes',
    'DkimSigningAttributes',
    'FeedbackAttributes',
    'MailFromAttributes',
    'Tags',
  ],
  'AWS::SES::ConfigurationSet': [
    'Name',
    'DeliveryOptions',
    'ReputationOptions',
    'SendingOptions',
    'SuppressionOptions',
    'Tags',
  ],
};

function check(type: string, { logicalId, properties }: DeclaredResource): void {
  const strange = Object.keys(properties).find((name) => PROPERTIES[type]?.includes(name) !== true);
  if (strange !== undefined)
    throw new AwsError('ValidationException', `${type} ${logicalId}: property ${strange} is not emulated.`);
}

/** Three DKIM records like SES's, always the same for one domain. */
function dkimRecords(domain: string): Record<string, string> {
  const tokens = [1, 2, 3].map((index) =>
    createHash('sha256').update(`${index} ${domain}`).digest('hex').slice(0, 32),
  );
  return Object.fromEntries(
    tokens.flatMap((token, index) => [
      [`DkimDNSTokenName${index + 1}`, `${token}._domainkey.${domain}`],
      [`DkimDNSTokenValue${index + 1}`, `${token}.dkim.amazonses.com`],
    ]),
  );
}

/** `AWS::SES::EmailIdentity` (verified at once) and `AWS::SES::ConfigurationSet`. */
export function sesTypes(outbox: Outbox): readonly ResourceType[] {
  return [
    {
      type: 'AWS::SES::EmailIdentity',
      async apply(resource) {
        check('AWS::SES::EmailIdentity', resource);
        const name = resource.properties['EmailIdentity'];
        if (typeof name !== 'string' || name === '')
          throw new AwsError('ValidationException', `${resource.logicalId}: EmailIdentity is missing.`);
        outbox.addIdentity(name);
        return { ref: name, attributes: name.includes('@') ? {} : dkimRecords(name) };
      },
    },
    {
      type: 'AWS::SES::ConfigurationSet',
      async apply(resource) {
        check('AWS::SES::ConfigurationSet', resource);
        const name = resource.properties['Name'] ?? resource.defaultName.slice(-64);
        if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name))
          throw new AwsError('ValidationException', `${resource.logicalId}: Name is malformed.`);
        const options = resource.properties['SendingOptions'] as
          { SendingEnabled?: boolean | string } | undefined;
        const enabled = options?.SendingEnabled ?? true;
        outbox.putConfigurationSet(name, ![false, 'false'].includes(enabled));
        return { ref: name, attributes: {} };
      },
    },
  ];
}
