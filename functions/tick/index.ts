import type { Context } from 'aws-lambda';
import type { Swept } from '../../shared/due/sweep-due.ts';
import { sweeper } from '../../shared/due/sweeper.ts';
import { CLOCK, tickHandlers } from '../../shared/due/tick-handlers.ts';
import { sessionObjects } from '../../shared/files/session-objects.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { runStarter } from '../../shared/rights/runs.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import { createOffice } from '../../shared/store/office.ts';
import { createSystemTables } from '../../shared/store/system-tables.ts';

const tables = environment(['DATA_TABLE', 'KEY_TABLE', 'TENANT_ROLE', 'ERASER_ROLE']);
const buckets = environment(['VAULT_BUCKET', 'HANDOVER_BUCKET']);
const machines = environment(['EXPORT_MACHINE', 'ERASE_MACHINE']);

const office = createOffice({
  dataTable: tables.DATA_TABLE,
  keyTable: tables.KEY_TABLE,
  tenantRole: tables.TENANT_ROLE,
  eraserRole: tables.ERASER_ROLE,
  now: Date.now,
});
const system = createSystemTables({ dataTable: tables.DATA_TABLE });
const handlers = tickHandlers({
  office,
  objects: sessionObjects(office, { vault: buckets.VAULT_BUCKET, handover: buckets.HANDOVER_BUCKET }),
  start: runStarter(statesClient(), { export: machines.EXPORT_MACHINE, erase: machines.ERASE_MACHINE }),
});

const scene = { office, system, actor: CLOCK, now: Date.now, log: console.error };
const sweep = sweeper({ ...scene, name: 'tick', handlers });

/** Does whatever has become due, every minute. */
export const handler = (_: unknown, context: Context): Promise<Swept> => sweep(context);
