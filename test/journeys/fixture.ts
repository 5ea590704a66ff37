import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { freePorts } from '../../bin/start/free-ports.ts';
import { writeCredentials } from '../../bin/start/write-credentials.ts';
import type { SigningKeys } from '../../bin/commands/sign-request.ts';
import { startCloud, type Cloud } from '../../local/cloud.ts';
import { assemblyInto } from './assembly.ts';
import { keyClient, signingClient, type Client } from './client.ts';

/** A tenant that was onboarded and claimed, with its first administrator. */
export interface Tenant {
  readonly tenant: string;
  readonly country: string;
  readonly principal: string;
  readonly keyId: string;
  readonly apiKey: string;
  /** Calls as the first administrator. */
  readonly client: Client;
}

/** A mail of the outbox, as `/_local/outbox.json` lists it. */
export interface OutboxMail {
  readonly id: number;
  readonly time: number;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
}

/** A running stack, reached over HTTP only. */
export interface Reachable {
  readonly apiUrl: string;
  readonly awsUrl: string;
  /** Folder of the assembly and the state; hand it to the next start to go on with it. */
  readonly folder: string;
  readonly stateDir: string;
  readonly region: string;
  /** Signs as the operator of the platform. */
  readonly operator: Client;
  readonly anybody: Client;
  client(apiKey: string): Client;
  /** Begins a tenant, waits for its workflow and claims it. */
  onboard(country?: string, name?: string): Promise<Tenant>;
  /** Begins a tenant without claiming it; answers once it is active. */
  begin(country?: string, tenant?: string): Promise<string>;
  outbox(query?: { readonly to?: string; readonly after?: number }): Promise<OutboxMail[]>;
  /** Moves the clock of everything forward: an ISO 8601 duration or milliseconds. */
  advance(by: string | number): Promise<void>;
  now(): Promise<number>;
  /** AWS calls by `<service>:<operation>` since the last reset. */
  calls(): Promise<Record<string, number>>;
  resetCalls(): Promise<void>;
  /** Kills the process at the n-th matching AWS call from now on; for a stack in a process of its own. */
  crashAt(point: {
    readonly after?: number;
    readonly phase?: 'before' | 'after';
    readonly match?: { readonly service?: string; readonly operation?: string };
  }): Promise<void>;
}

/** A stack in this process. */
export interface Stack extends Reachable {
  readonly cloud: Cloud;
  /** What the local cloud had to tell, one line per event. */
  readonly lines: readonly string[];
  /** Long-lived keys of a role of the templates, by ARN. */
  credentials(roleArn: string): SigningKeys;
  /** Ends the stack and removes its folder, unless it is to be kept for another start. */
  stop(keep?: 'keep'): Promise<void>;
}

/** Where a stack begins: a folder that an earlier one has left, and its first moment, epoch milliseconds. */
export interface StackOptions {
  readonly folder?: string;
  readonly origin?: number;
}

/** Somewhere a stack can be: a fresh folder with the assembly of the present sources. */
export async function freshFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-journey-'));
  await assemblyInto(join(folder, 'assembly'));
  return folder;
}

/** The folders of a stack within its own. */
export const placesIn = (folder: string) => ({
  assembly: join(folder, 'assembly'),
  stateDir: join(folder, 'state'),
});

/** Starts the local cloud of a folder on two free ports, with the public address that mails name. */
export async function cloudIn(
  folder: string,
  origin?: number,
  log: (line: string) => void = () => undefined,
): Promise<Cloud> {
  for (let tries = 0; ; tries++) {
    const port = await freePorts();
    try {
      return await startCloud({
        ...placesIn(folder),
        port,
        log,
        parameters: { PublicUrl: `http://127.0.0.1:${port}` },
        ...(origin === undefined ? {} : { clock: { origin } }),
      });
    } catch (error) {
      // Somebody else took the port between asking and listening.
      if ((error as { code?: string }).code !== 'port.taken' || tries > 4) throw error;
    }
  }
}

/** Starts a stack in this process: the synthesized template on a local cloud in a folder of its own. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const folder = options.folder ?? (await freshFolder());
  const lines: string[] = [];
  const cloud = await cloudIn(folder, options.origin, (line) => lines.push(line));
  const { stateDir } = placesIn(folder);
  writeCredentials(stateDir, cloud);
  const role = Object.values(cloud.outputs).find(({ OperatorRoleArn }) => OperatorRoleArn);
  const operator = cloud.credentialsFor(role?.['OperatorRoleArn'] ?? '');
  return {
    ...reach({ apiUrl: cloud.apiUrl(), awsUrl: cloud.awsUrl, folder, region: cloud.place.region, operator }),
    cloud,
    lines,
    credentials: (roleArn) => cloud.credentialsFor(roleArn),
    stop: async (keep) => {
      await cloud.stop();
      if (keep === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What there is to know to reach a stack. */
export interface Addresses {
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly folder: string;
  readonly region: string;
  readonly operator: SigningKeys;
}

/** Everything that can be done to a stack over HTTP. */
export function reach({ apiUrl, awsUrl, folder, region, operator: keys }: Addresses): Reachable {
  const local = async (path: string, method = 'GET', body?: unknown): Promise<unknown> => {
    const response = await fetch(`${awsUrl}/_local/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_local/${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  let offset = 0;
  const clock = (answer: unknown) => {
    ({ offsetMs: offset } = answer as { offsetMs: number });
    return Date.parse((answer as { now: string }).now);
  };
  const operator = signingClient(apiUrl, keys, region, () => Date.now() + offset);

  const begin = async (country = 'DE', wanted?: string): Promise<string> => {
    await local('clock').then(clock);
    const begun = await operator.post('/v1/platform/tenants', {
      country,
      ...(wanted === undefined ? {} : { tenant: wanted }),
    });
    if (begun.status !== 202) throw new Error(`begin: ${begun.status} ${begun.text}`);
    const { tenant } = begun.body as { tenant: string };
    for (let tries = 0; tries < 1000; tries++) {
      const { body } = await operator.get(`/v1/platform/tenants/${tenant}`);
      if (body?.state === 'active') return tenant;
      if (body?.state === 'failed') throw new Error('the onboarding has failed');
      await pauseFor(20);
    }
    throw new Error('the onboarding does not end');
  };

  return {
    apiUrl,
    awsUrl,
    folder,
    stateDir: placesIn(folder).stateDir,
    region,
    operator,
    anybody: keyClient(apiUrl),
    client: (apiKey) => keyClient(apiUrl, apiKey),
    begin,
    onboard: async (country = 'DE', name = 'Lindqvist & Daughters') => {
      const tenant = await begin(country);
      const claimed = await operator.post(`/v1/platform/tenants/${tenant}/claim`, {
        name,
        admin: { name: 'Ada Admin', email: `admin@${tenant.toLowerCase()}.example.org` },
      });
      if (claimed.status !== 201) throw new Error(`claim: ${claimed.status} ${claimed.text}`);
      const { principal, keyId, apiKey } = claimed.body as Tenant;
      return { tenant, country, principal, keyId, apiKey, client: keyClient(apiUrl, apiKey) };
    },
    outbox: async (query = {}) => {
      const parameters = new URLSearchParams(query.to === undefined ? {} : { to: query.to });
      if (query.after !== undefined) parameters.set('after', String(query.after));
      const { mails } = (await local(`outbox.json?${parameters.toString()}`)) as { mails: OutboxMail[] };
      return mails;
    },
    advance: async (by) => void (await local('clock', 'POST', { advance: by }).then(clock)),
    now: () => local('clock').then(clock),
    calls: () => local('counters') as Promise<Record<string, number>>,
    resetCalls: async () => void (await local('counters', 'DELETE')),
    crashAt: async (point) => void (await local('crash', 'POST', point)),
  };
}
