import { AwsError } from '../front/service.ts';
import type { PolicyDocument } from '../front/service.ts';
import { compilePolicy } from '../iam/policy.ts';

/** A checked AssumeRole request. */
export interface AssumeRoleInput {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Seconds. */
  readonly duration: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly externalId: string | undefined;
  readonly policy: PolicyDocument | undefined;
}

/** Parameters that are read; everything else (MFA, source identity, transitive tags, policy ARNs) is refused. */
const KNOWN =
  /^(Action|Version|RoleArn|RoleSessionName|DurationSeconds|ExternalId|Policy|Tags\.member\.\d+\.(Key|Value))$/;

/** Formats of the STS API reference, "AssumeRole". */
const FORMATS = {
  RoleArn: /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/,
  RoleSessionName: /^[\w+=,.@-]{2,64}$/,
  DurationSeconds: /^\d{1,6}$/,
  ExternalId: /^[\w+=,.@:/-]{2,1224}$/,
  Policy: /^[\t\n\r\u0020-\u00ff]{1,2048}$/,
} as const;

const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const MOST_TAGS = 50;
const SHORTEST_SESSION = 900;
const DEFAULT_SESSION = 3600;

/** @throws AwsError `ValidationError`, `MalformedPolicyDocument` or `InvalidParameterValue`. */
export function readAssumeRole(parameters: URLSearchParams): AssumeRoleInput {
  for (const name of parameters.keys()) {
    if (!KNOWN.test(name))
      invalid(`The local cloud does not support the parameter ${name.split('.')[0] ?? ''}.`);
    if (parameters.getAll(name).length > 1) invalid('A parameter is given twice.');
  }
  const policy = read(parameters, 'Policy');
  return {
    roleArn: read(parameters, 'RoleArn') ?? missing('roleArn'),
    sessionName: read(parameters, 'RoleSessionName') ?? missing('roleSessionName'),
    duration: duration(read(parameters, 'DurationSeconds')),
    tags: tagsOf(parameters),
    externalId: read(parameters, 'ExternalId'),
    policy: policy === undefined ? undefined : sessionPolicy(policy),
  };
}

function read(parameters: URLSearchParams, name: keyof typeof FORMATS): string | undefined {
  const value = parameters.get(name) ?? undefined;
  if (value !== undefined && !FORMATS[name].test(value)) {
    invalid(`1 validation error detected: Value at '${name}' failed to satisfy constraint.`);
  }
  return value;
}

function duration(text: string | undefined): number {
  const seconds = text === undefined ? DEFAULT_SESSION : Number(text);
  if (seconds < SHORTEST_SESSION) {
    invalid(
      `1 validation error detected: 'durationSeconds' must be greater than or equal to ${SHORTEST_SESSION}`,
    );
  }
  return seconds;
}

/** Tag keys differ in more than case; `aws:` is reserved. */
function tagsOf(parameters: URLSearchParams): Record<string, string> {
  const tags = new Map<string, string>();
  const seen = new Set<string>();
  const positions = [...parameters.keys()]
    .filter((name) => name.startsWith('Tags.'))
    .map((name) => name.split('.')[2]);
  for (const position of new Set(positions)) {
    const key = parameters.get(`Tags.member.${position}.Key`) ?? '';
    const value = parameters.get(`Tags.member.${position}.Value`);
    if (value === null || !TAG_KEY.test(key) || !TAG_VALUE.test(value) || /^aws:/i.test(key)) {
      invalid("1 validation error detected: Value at 'tags' failed to satisfy constraint.");
    }
    if (seen.has(key.toLowerCase())) {
      throw new AwsError('InvalidParameterValue', 'Duplicate tag keys found. Tag keys are case insensitive.');
    }
    seen.add(key.toLowerCase());
    tags.set(key, value);
  }
  if (seen.size > MOST_TAGS) invalid(`1 validation error detected: at most ${MOST_TAGS} tags.`);
  return Object.fromEntries(tags);
}

function sessionPolicy(text: string): PolicyDocument {
  try {
    const document = JSON.parse(text) as PolicyDocument;
    compilePolicy(document, 'identity');
    return document;
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'The session policy is not a valid policy document.');
  }
}

function missing(name: string): never {
  return invalid(`1 validation error detected: Value at '${name}' must not be null`);
}

function invalid(message: string): never {
  throw new AwsError('ValidationError', message);
}
