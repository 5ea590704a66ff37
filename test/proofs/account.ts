import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SigningKeys } from '../../bin/commands/sign-request.ts';
import type { Reachable, Stack } from '../journeys/fixture.ts';

/** Plain SDK clients on a stack: nothing of the product is between them and AWS. */
export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly ses: SESv2Client;
  readonly states: SFNClient;
  readonly sts: STSClient;
}

/** Clients that sign with the given keys, by default those of whoever owns the account. */
export function clientsOf(
  { cloud }: Pick<Stack, 'cloud'>,
  credentials: SigningKeys = cloud.operator,
): Clients {
  const { awsUrl, place, clock } = cloud;
  return clientsAt(awsUrl, place.region, credentials, clock.offset);
}

/** The account's own clients on a stack that may be in another process, with the keys that its folder holds. */
export async function accountOf(stack: Reachable): Promise<Clients> {
  const { awsUrl, region, stateDir } = stack;
  const text = readFileSync(join(stateDir, 'credentials'), 'utf8');
  const profile = text.slice(text.indexOf('[account]'));
  const read = (name: string) => new RegExp(`${name} = (\\S+)`).exec(profile)?.[1];
  const [accessKeyId = '', secretAccessKey = ''] = ['aws_access_key_id', 'aws_secret_access_key'].map(read);
  return clientsAt(awsUrl, region, { accessKeyId, secretAccessKey }, (await stack.now()) - Date.now());
}

function clientsAt(endpoint: string, region: string, credentials: SigningKeys, offset: number): Clients {
  const settings = { endpoint, region, credentials, systemClockOffset: offset, maxAttempts: 1 };
  return {
    dynamodb: new DynamoDBClient(settings),
    kms: new KMSClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    ses: new SESv2Client(settings),
    states: new SFNClient(settings),
    sts: new STSClient(settings),
  };
}

/** ARN of the role that a function runs under. */
export const functionRole = ({ cloud }: Pick<Stack, 'cloud'>, name: string): string =>
  `arn:${cloud.place.partition}:iam::${cloud.place.account}:role/bailiwick-dev-${name}`;

/** ARN of a role of the templates by the beginning of its logical id. */
export function roleArn({ cloud }: Pick<Stack, 'cloud'>, logicalId: string): string {
  const found = cloud.deployment.resources.find(
    (resource) => resource.type === 'AWS::IAM::Role' && resource.logicalId.startsWith(logicalId),
  );
  if (found === undefined) throw new RangeError(`no role ${logicalId}`);
  return `arn:${cloud.place.partition}:iam::${cloud.place.account}:role/${found.physicalId}`;
}

/** Physical id of a resource of the templates by type and the beginning of its logical id. */
export function physicalId({ cloud }: Pick<Stack, 'cloud'>, type: string, logicalId: string): string {
  const found = cloud.deployment.resources.find(
    (resource) => resource.type === type && resource.logicalId.startsWith(logicalId),
  );
  if (found === undefined) throw new RangeError(`no ${type} ${logicalId}`);
  return found.physicalId;
}

/** Assumes a role with session tags, as the given caller. */
export async function assume(
  caller: Clients,
  role: string,
  tags: Readonly<Record<string, string>>,
): Promise<SigningKeys> {
  const named = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const { Credentials } = await caller.sts.send(
    new AssumeRoleCommand({
      RoleArn: role,
      RoleSessionName: 'proof',
      DurationSeconds: 900,
      ...(named.length === 0 ? {} : { Tags: named }),
    }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    ...(Credentials?.SessionToken === undefined ? {} : { sessionToken: Credentials.SessionToken }),
  };
}

/** The session that functions work in for a tenant, got as the `records` function gets it. */
export async function tenantSession(stack: Stack, tenant: string): Promise<SigningKeys> {
  const records = clientsOf(stack, stack.credentials(functionRole(stack, 'records')));
  return assume(records, roleArn(stack, 'RolesTenant'), { tenant });
}
