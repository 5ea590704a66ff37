import type { Context } from 'aws-lambda';
import type { Swept } from '../../shared/due/sweep-due.ts';
import { sweeper } from '../../shared/due/sweeper.ts';
import { CLOCK, tickHandlers } from '../../shared/due/tick-handlers.ts';
import { eraserObjects } from '../../shared/erasure/objects.ts';
import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import { sessionObjects } from '../../shared/files/session-objects.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { runStarter } from '../../shared/rights/steps/runs.ts';
import { s3Client } from '../../shared/store/clients/s3.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import {
  eraserOfficeFromEnvironment,
  systemTablesFromEnvironment,
} from '../../shared/office/from-environment.ts';

const own = environment(['EXPORT_MACHINE', 'ERASE_MACHINE', 'PUBLIC_URL']);
const office = eraserOfficeFromEnvironment(Date.now);
const system = systemTablesFromEnvironment();
const buckets = bucketsFromEnvironment(['vault', 'intake', 'handover']);
const { vault, intake, handover } = buckets;
const erased = { vault, unversioned: [intake, handover] };
const handlers = tickHandlers({
  office,
  objects: sessionObjects(office, buckets),
  erasedObjects: async (tenant) =>
    eraserObjects(tenant, s3Client({ credentials: await office.eraserCredentials(tenant) }), erased),
  start: runStarter(statesClient(), { export: own.EXPORT_MACHINE, erase: own.ERASE_MACHINE }),
  publicUrl: own.PUBLIC_URL,
  alarm: console.error,
});

const scene = { office, system, actor: CLOCK, now: Date.now, log: console.error };
const sweep = sweeper({ ...scene, name: 'tick', handlers });

/** Does whatever has become due, every minute. */
export const handler = (_: unknown, context: Context): Promise<Swept> => sweep(context);
