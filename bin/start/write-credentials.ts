import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cloud } from '../../local/cloud.ts';

/** The part of a running cloud that credentials come from. */
export type CredentialSource = Pick<Cloud, 'outputs' | 'credentialsFor' | 'operator' | 'place'>;

/**
 * Writes an AWS credentials file with two profiles: `operator` may call the platform's routes and nothing else,
 * `account` is whoever runs this machine. Readable by the owner only. Answers its path.
 */
export function writeCredentials(state: string, cloud: CredentialSource): string {
  const file = join(state, 'credentials');
  const role = Object.values(cloud.outputs).find(({ OperatorRoleArn }) => OperatorRoleArn)?.[
    'OperatorRoleArn'
  ];
  if (role === undefined) throw new Error('the template names no operator role');
  const profiles = { operator: cloud.credentialsFor(role), account: cloud.operator };
  const text = Object.entries(profiles).map(([name, { accessKeyId, secretAccessKey, sessionToken }]) =>
    [
      `[${name}]`,
      `aws_access_key_id = ${accessKeyId}`,
      `aws_secret_access_key = ${secretAccessKey}`,
      ...(sessionToken === undefined ? [] : [`aws_session_token = ${sessionToken}`]),
      `region = ${cloud.place.region}`,
      '',
    ].join('\n'),
  );
  writeFileSync(`${file}.new`, text.join('\n'), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return file;
}
