import { setTimeout as pauseFor } from 'node:timers/promises';
import type { KMSClient } from '@aws-sdk/client-kms';
import { DecryptCommand } from '@aws-sdk/client-kms';
import type { STSClient } from '@aws-sdk/client-sts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ExpiringCache } from '../crypto/expiring-cache.ts';
import { KeyRing } from '../crypto/key-ring.ts';
import { kmsContext } from '../crypto/provision-tenant-keys.ts';
import { broken } from '../crypto/section.ts';
import { createVault } from '../crypto/vault.ts';
import type { RandomBytes, TenantId } from '../kernel/ids.ts';
import { ID_LENGTH, isId, randomBytes } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { Now } from '../kernel/time.ts';
import { documentClient } from '../store/clients/documents.ts';
import { kmsClient } from '../store/clients/kms.ts';
import { stsClient } from '../store/clients/sts.ts';
import { keysOf } from '../store/grammar.ts';
import { kindOf } from '../store/guard.ts';
import type { Sleep } from '../store/retries.ts';
import { failed, outcomeOf, unavailable } from '../store/retries.ts';
import type { SessionCredentials } from './sessions.ts';
import { createSessions } from './sessions.ts';
import { createTenantTables } from '../store/tenant-tables.ts';
import type { Actor, EraserWorkspace, TenantTables, Workspace } from '../store/workspace.ts';

/** What an office is built from; the last three stand in for AWS in tests. */
export interface OfficeSettings {
  readonly dataTable: string;
  readonly keyTable: string;
  /** Role that is assumed for one tenant. */
  readonly tenantRole: string;
  /** Role that may delete from the key table; only erasing functions have it. */
  readonly eraserRole?: string;
  readonly now: Now;
  readonly random?: RandomBytes;
  readonly sleep?: Sleep;
  readonly sts?: STSClient;
  readonly connect?: (credentials: SessionCredentials) => Connection;
}

/** The clients of one session. */
export interface Connection {
  readonly credentials: SessionCredentials;
  readonly documents: DynamoDBDocumentClient;
  readonly kms: KMSClient;
}

/** Where workspaces come from: one per process, shared by all tenants, holding nothing that is not keyed by tenant. */
export interface Office {
  /** The workspace of a verified tenant; `not-found` for a text that is no tenant id. Calls nothing by itself. */
  workspace(tenant: TenantId, actor: Actor): Workspace;
  /** The same with the eraser's session; fails in a function that has no eraser role. */
  eraserWorkspace(tenant: TenantId, actor: Actor): EraserWorkspace;
  /** The tenant's session, for clients that a room builds itself (S3). Ask again for every use: it is cached. */
  credentials(tenant: TenantId): Promise<SessionCredentials>;
  /** A session that has just begun, for addresses that are handed out: they end with the session that signed them. */
  freshCredentials(tenant: TenantId): Promise<SessionCredentials>;
  /** The eraser's session, for deleting every version of an object; fails in a function that has no eraser role. */
  eraserCredentials(tenant: TenantId): Promise<SessionCredentials>;
  /** A KMS client of the tenant's session. */
  kms(tenant: TenantId): Promise<KMSClient>;
}

/** Tenants whose keys and sessions are held at a time. */
const TENANTS = 256;
/** Builds the office of a process. */
export function createOffice(settings: OfficeSettings): Office {
  const { dataTable, keyTable, now, random = randomBytes } = settings;
  const sleep = settings.sleep ?? ((milliseconds: number) => pauseFor(milliseconds));
  const sts = settings.sts ?? stsClient();
  const sessions = createSessions({ sts, now, connect: settings.connect ?? connector(sts), limit: TENANTS });
  // A ring lets go of its keys by itself.
  const rings = new ExpiringCache<KeyRing>({ limit: TENANTS, ttl: Infinity, now });

  const tablesOf = (tenant: TenantId, role: string, writer: 'tenant' | 'eraser'): TenantTables =>
    createTenantTables({
      tenant,
      writer,
      names: { data: dataTable, keys: keyTable },
      documents: async () => (await sessions.of(tenant, role)).documents,
      sleep,
      random,
      renew: () => sessions.forget(tenant, role),
      deleted: (key) => {
        if (kindOf(key)?.name !== 'ownerKey') return;
        const id = key.pk.slice(-ID_LENGTH);
        for (const one of [settings.tenantRole, role]) {
          void rings.peek(`${tenant}#${one}`)?.then((ring) => ring.forget(id));
        }
      },
    });

  const build = (tenant: TenantId, actor: Actor, role: string, writer: 'tenant' | 'eraser'): Workspace => {
    if (!isId(tenant)) throw new Problem('not-found');
    const keys = keysOf(tenant);
    const tables = tablesOf(tenant, role, writer);
    const ring = () =>
      rings.get(`${tenant}#${role}`, async () => {
        const kms = (kmsKey: string, wrapped: Uint8Array) =>
          decrypt(() => sessions.of(tenant, role), tenant, kmsKey, wrapped);
        return new KeyRing({ tenant, keys, tables, kms, now, random });
      });
    const vault = createVault({ tenant, ring, now, random });
    return { tenant, actor, now, random, keys, tables, vault };
  };

  return {
    workspace: (tenant, actor) => build(tenant, actor, settings.tenantRole, 'tenant'),
    eraserWorkspace: (tenant, actor) => {
      if (!settings.eraserRole) throw failed(new TypeError('no eraser role'));
      return { ...build(tenant, actor, settings.eraserRole, 'eraser'), eraser: true };
    },
    credentials: async (tenant) => (await sessions.of(tenant, settings.tenantRole)).credentials,
    freshCredentials: async (tenant) => {
      sessions.forget(tenant, settings.tenantRole);
      return (await sessions.of(tenant, settings.tenantRole)).credentials;
    },
    eraserCredentials: async (tenant) => {
      if (!settings.eraserRole) throw failed(new TypeError('no eraser role'));
      return (await sessions.of(tenant, settings.eraserRole)).credentials;
    },
    kms: async (tenant) => (await sessions.of(tenant, settings.tenantRole)).kms,
  };
}

/** Clients of a session share sockets with the STS client, never credentials: those are signed per request. */
function connector(sts: STSClient): (credentials: SessionCredentials) => Connection {
  const { requestHandler } = sts.config;
  return (credentials) => ({
    credentials,
    documents: documentClient({ credentials, requestHandler }),
    kms: kmsClient({ credentials, requestHandler }),
  });
}

async function decrypt(
  session: () => Promise<Connection>,
  tenant: TenantId,
  kmsKey: string,
  wrapped: Uint8Array,
): Promise<Uint8Array> {
  const { kms } = await session();
  const command = new DecryptCommand({
    KeyId: kmsKey,
    CiphertextBlob: wrapped,
    EncryptionContext: kmsContext(tenant),
  });
  const { Plaintext } = await kms.send(command).catch((error: unknown) => {
    throw outcomeOf(error) === 'final' ? failed(error) : unavailable('kms');
  });
  if (!Plaintext) throw broken();
  return Plaintext;
}
