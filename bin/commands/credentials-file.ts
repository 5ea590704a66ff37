import { readFileSync } from 'node:fs';
import { CommandFailure } from './command.ts';
import type { SigningKeys } from './sign-request.ts';

/** Who signs, and for which region. */
export interface Signer {
  readonly keys: SigningKeys;
  readonly region: string;
}

const HELP =
  'start the local cloud with npm start, or name a file with --credentials and a profile with --profile';

/** The members of one profile of an AWS credentials file; undefined when there is none. */
export function profileOf(text: string, profile: string): Readonly<Record<string, string>> | undefined {
  let section: string | undefined;
  const found: Record<string, string> = {};
  let seen = false;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[(?:profile\s+)?([^\]]+)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) section = header.trim();
    if (section === profile) seen = true;
    const [, name, value] = /^\s*([a-z_]+)\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (section === profile && name !== undefined && value !== undefined) found[name] = value;
  }
  return seen ? found : undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw new CommandFailure(2, `the credentials file cannot be read (${(error as { code?: string }).code})`);
  }
}

/**
 * The signer of a profile. Without a file, that of the environment as every AWS tool sets it, so that a role can be
 * assumed beforehand.
 */
export function signerFrom(
  file: string,
  profile: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Signer {
  const text = read(file);
  const members = text === undefined ? fromEnvironment(environment) : profileOf(text, profile);
  if (members === undefined) {
    const what = text === undefined ? 'there is no credentials file' : 'the file has no such profile';
    throw new CommandFailure(2, `${what}: ${HELP}`);
  }
  const { aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: token } = members;
  const region = members['region'] ?? environment['AWS_REGION'];
  if (id === undefined || secret === undefined)
    throw new CommandFailure(2, `the profile has no keys: ${HELP}`);
  if (region === undefined)
    throw new CommandFailure(2, 'the profile names no region: add one, or set AWS_REGION');
  return {
    keys: {
      accessKeyId: id,
      secretAccessKey: secret,
      ...(token === undefined ? {} : { sessionToken: token }),
    },
    region,
  };
}

function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> | undefined {
  const names = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];
  const found = names.flatMap((name) => {
    const value = environment[name.toUpperCase()];
    return value ? [[name, value] as const] : [];
  });
  return found.length < 2 ? undefined : Object.fromEntries(found);
}
