import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Stage } from '../../lib/stage.ts';

/** The deployed stack as a check sees it. */
export interface World {
  readonly stage: Stage;
  /** Physical name of something of this stage. */
  readonly name: (part: string) => string;
  /** Address of the API without a slash at the end. */
  readonly apiUrl: string;
  /** API key of a tenant that exists for tests only; some checks need it. */
  readonly apiKey: string | undefined;
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly scheduler: SchedulerClient;
  readonly ses: SESv2Client;
  readonly states: SFNClient;
}

/** What a check saw; ids, names, states and numbers only. */
export interface Verdict {
  readonly holds: boolean;
  readonly saw: string;
}

/** One assumption that only AWS can confirm. */
export interface Check {
  /** `<service>.<subject>`, never reused. */
  readonly id: string;
  readonly question: string;
  /** What is called and what must come back; for a manual check, the steps. */
  readonly how: string;
  /** What it needs beside credentials that may read: an API key, or the consent to write. */
  readonly needs?: readonly ('api-key' | 'writes')[];
  /** Absent: by hand. */
  readonly run?: (world: World) => Promise<Verdict>;
}

/** A verdict over a list of findings: holds when nothing was found. */
export function nothingFound(findings: readonly string[], saw: string): Verdict {
  return findings.length === 0 ? { holds: true, saw } : { holds: false, saw: findings.join('; ') };
}

/** The name of the error that a call is refused with; undefined when it is not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : 'Error';
  }
}
