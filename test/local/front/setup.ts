import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFront } from '../../../local/front/front.ts';
import type { Front, FrontOptions } from '../../../local/front/front.ts';
import type { Call, ErrorShape, Reply, Service } from '../../../local/front/service.ts';
import { createAuthorize } from '../../../local/iam/authorize.ts';
import { CredentialStore } from '../../../local/iam/credentials.ts';
import type { AccessKey } from '../../../local/iam/credentials.ts';
import { createSts } from '../../../local/sts/sts.ts';
import { account, PLACE, TRUST } from '../iam/decide.ts';
import type { Account } from '../iam/decide.ts';

export type Answer = (call: Call) => Reply | Promise<Reply>;

export interface Cloud {
  readonly front: Front;
  readonly account: Account;
  readonly credentials: CredentialStore;
  /** Key of the role `worker`. */
  readonly key: AccessKey;
  /** Calls that reached a dummy service. */
  readonly seen: Call[];
  readonly logged: string[];
  /** Virtual milliseconds added to host time. */
  offset: number;
  /** Replaces what the dummy services answer. */
  answer: Answer;
  /** Settings of an SDK client of this cloud. */
  client(credentials?: ClientCredentials, region?: string): ClientSettings;
  close(): Promise<void>;
}

export interface ClientCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface ClientSettings {
  endpoint: string;
  region: string;
  maxAttempts: number;
  credentials: ClientCredentials;
}

const DUMMIES: Readonly<Record<string, ErrorShape>> = {
  dynamodb: 'json-1.0',
  kms: 'json-1.1',
  s3: 'rest-xml',
  scheduler: 'rest-json',
};

/** A front over dummy services, the real STS and one role `worker`. */
export async function cloud(options: Partial<FrontOptions> = {}): Promise<Cloud> {
  const stateDir = await mkdtemp(join(tmpdir(), 'front-'));
  const made = account();
  const role = await made.apply('AWS::IAM::Role', 'Worker', {
    RoleName: 'worker',
    AssumeRolePolicyDocument: TRUST,
  });
  const clock = { now: () => Date.now() + state.offset, at: () => ({ cancel: () => undefined }) };
  const credentials = new CredentialStore(stateDir, clock);
  const key = credentials.roleKey(role.attributes['Arn'] ?? '');
  const authorize = createAuthorize({ place: PLACE, clock, roles: made.roles, hits: made.hits });
  const state: { offset: number; answer: Answer } = {
    offset: 0,
    answer: () => ({ status: 200, body: '{}' }),
  };
  const seen: Call[] = [];
  const logged: string[] = [];
  const dummies = Object.entries(DUMMIES).map(([name, errors]): Service => ({
    name,
    errors,
    streamed: name === 's3',
    handle: async (call) => {
      seen.push(call);
      return state.answer(call);
    },
  }));
  const sts = createSts({ world: { place: PLACE, authorize }, roles: made.roles, credentials });
  const front = await startFront({
    port: 0,
    world: { place: PLACE, clock },
    services: [...dummies, sts],
    lookup: credentials.lookup,
    log: (line) => logged.push(line),
    ...options,
  });
  return {
    front,
    account: made,
    credentials,
    key,
    seen,
    logged,
    get offset() {
      return state.offset;
    },
    set offset(value) {
      state.offset = value;
    },
    get answer() {
      return state.answer;
    },
    set answer(value) {
      state.answer = value;
    },
    client: (given = key, region = PLACE.region) => ({
      endpoint: front.url,
      region,
      maxAttempts: 1,
      credentials: { ...given },
    }),
    close: async () => {
      await front.close();
      credentials.close();
      await rm(stateDir, { recursive: true });
    },
  };
}

/** What a promise fails with: code and HTTP status of an SDK error. */
export async function failure(
  promise: Promise<unknown>,
): Promise<{ code: string; status: number | undefined }> {
  try {
    await promise;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return { code: name, status: $metadata?.httpStatusCode };
  }
  throw new Error('expected a refusal');
}
