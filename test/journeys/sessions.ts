import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { SigningKeys } from '../../bin/commands/sign-request.ts';
import type { Stack } from './fixture.ts';

/** What every client of the SDK is built with to reach a stack; one attempt, so that a refusal is seen at once. */
export function clientSettings(stack: Stack, credentials: SigningKeys) {
  return {
    endpoint: stack.awsUrl,
    region: stack.region,
    credentials,
    maxAttempts: 1,
    systemClockOffset: stack.cloud.clock.offset,
  };
}

/** The ARN of the role of a function. */
export function functionRole({ cloud }: Stack, name: string): string {
  return `arn:${cloud.place.partition}:iam::${cloud.place.account}:role/bailiwick-dev-${name}`;
}

/** The value of the first output of the templates whose name has this part. */
export function outputOf({ cloud }: Stack, part: string): string {
  const outputs = Object.values(cloud.outputs).flatMap((stack) => Object.entries(stack));
  const found = outputs.find(([name]) => name.includes(part))?.[1];
  if (found === undefined) throw new Error(`the templates have no output ${part}`);
  return found;
}

/** A session of a role with session tags, as a function assumes it. */
export async function assumeRole(
  stack: Stack,
  role: string,
  tags: Readonly<Record<string, string>>,
  by = 'records',
): Promise<SigningKeys> {
  const sts = new STSClient(clientSettings(stack, stack.credentials(functionRole(stack, by))));
  const tagged = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: role,
        RoleSessionName: 'raw-client',
        // An empty list of tags is not the same as none.
        Tags: tagged.length === 0 ? undefined : tagged,
      }),
    );
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  } finally {
    sts.destroy();
  }
}
