import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsClientStub } from 'aws-sdk-client-mock';
import { mockClient } from 'aws-sdk-client-mock';
import { provisionTenantKeys } from '../../shared/crypto/provision-tenant-keys.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import { newId } from '../../shared/kernel/ids.ts';
import type { Office } from '../../shared/office/office.ts';
import { createOffice } from '../../shared/office/office.ts';
import type { SystemTables } from '../../shared/store/system-tables.ts';
import { createSystemTables } from '../../shared/store/system-tables.ts';
import type { Actor } from '../../shared/store/workspace.ts';
import type { Engine } from './engine.ts';
import { TABLES, startEngine } from './engine.ts';
import type { KeyService } from './key-service.ts';
import { keyService } from './key-service.ts';

/** The product's own office over a real engine, with a clock that only moves when told. */
export interface Bench {
  readonly office: Office;
  readonly system: SystemTables;
  readonly engine: Engine;
  readonly keys: KeyService;
  readonly sts: AwsClientStub<STSClient>;
  readonly now: () => number;
  advance(milliseconds: number): void;
  /** Another office of the same deployment: another process, with caches of its own. */
  anotherOffice(): Office;
  /** A tenant with its keys. */
  tenant(): Promise<TenantId>;
  stop(): Promise<void>;
}

/** Who acts in tests that do not care. */
export const SOMEBODY: Actor = { kind: 'human', id: newId() };

/** Starts a bench; `stop` ends its engine. */
export async function openBench(start = Date.UTC(2027, 2, 1, 9)): Promise<Bench> {
  const engine = await startEngine();
  const keys = keyService();
  const client = new STSClient({ region: 'eu-central-1' });
  const sts = mockClient(client);
  sts.on(AssumeRoleCommand).callsFake(async (input: { RoleArn: string; Tags: { Value: string }[] }) => ({
    Credentials: {
      AccessKeyId: 'ASIATEST',
      SecretAccessKey: input.RoleArn,
      SessionToken: input.Tags.map(({ Value }) => Value).join(),
    },
  }));
  let time = start;
  const now = () => time;
  const sleep = async () => undefined;
  const anotherOffice = () =>
    createOffice({
      dataTable: TABLES.data,
      keyTable: TABLES.keys,
      tenantRole: 'arn:aws:iam::111122223333:role/tenant',
      eraserRole: 'arn:aws:iam::111122223333:role/eraser',
      now,
      sleep,
      sts: client,
      connect: (credentials) => ({ credentials, documents: engine.documents, kms: keys.client }),
    });
  const office = anotherOffice();
  return {
    office,
    engine,
    keys,
    sts,
    now,
    anotherOffice,
    system: createSystemTables({ dataTable: TABLES.data, sleep, documents: engine.documents }),
    advance: (milliseconds) => void (time += milliseconds),
    tenant: async () => {
      const tenant = newId() as string as TenantId;
      const key = `arn:aws:kms:eu-central-1:111122223333:key/${tenant.toLowerCase()}`;
      await provisionTenantKeys(office.workspace(tenant, SOMEBODY), await office.kms(tenant), key);
      return tenant;
    },
    stop: () => engine.stop(),
  };
}
