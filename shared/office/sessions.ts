import type { STSClient } from '@aws-sdk/client-sts';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { ExpiringCache } from '../crypto/expiring-cache.ts';
import type { TenantId } from '../kernel/ids.ts';
import type { Now } from '../kernel/time.ts';
import { MINUTE, SECOND } from '../kernel/time.ts';
import { failed, outcomeOf, unavailable } from '../store/retries.ts';

/** Credentials of a session for one tenant. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Seconds of a session, the shortest that STS gives. */
export const SESSION_SECONDS = 900;
/** How long a session is used: short of its end, so that no call begins with one that ends under way. */
export const SESSION_TTL = SESSION_SECONDS * SECOND - MINUTE;
const LIMIT = 256;

/** Sessions of tenants, each with the clients that were made for it and are used for nobody else. */
export interface Sessions<C> {
  of(tenant: TenantId, role: string): Promise<C>;
  /** Drops a session that ended early. */
  forget(tenant: TenantId, role: string): void;
}

/**
 * Assumes a role for one tenant (session tag `tenant`, wall 3). `connect` makes the clients of a new session; a cached
 * one is handed out only for the same tenant and role, and simultaneous calls share one AssumeRole.
 */
export function createSessions<C>(settings: {
  readonly sts: STSClient;
  readonly now: Now;
  readonly connect: (credentials: SessionCredentials) => C;
  readonly limit?: number;
}): Sessions<C> {
  const { sts, now, connect, limit = LIMIT } = settings;
  const cache = new ExpiringCache<C>({ limit, ttl: SESSION_TTL, now });
  const place = (tenant: TenantId, role: string) => `${tenant}#${role}`;
  return {
    of: (tenant, role) =>
      cache.get(place(tenant, role), async () => connect(await assume(sts, tenant, role))),
    forget: (tenant, role) => cache.forget(place(tenant, role)),
  };
}

async function assume(sts: STSClient, tenant: TenantId, role: string): Promise<SessionCredentials> {
  const command = new AssumeRoleCommand({
    RoleArn: role,
    RoleSessionName: `tenant-${tenant}`,
    DurationSeconds: SESSION_SECONDS,
    Tags: [{ Key: 'tenant', Value: tenant }],
  });
  const { Credentials } = await sts.send(command).catch((error: unknown) => {
    throw outcomeOf(error) === 'final' ? failed(error) : unavailable('sts');
  });
  if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey || !Credentials.SessionToken) {
    throw failed(undefined);
  }
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
