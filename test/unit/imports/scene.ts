import type { TenantObjects, UploadForm } from '../../../shared/files/objects.ts';
import { createObjects } from '../../../shared/files/s3-objects.ts';
import { createImport } from '../../../shared/imports/create-import.ts';
import type { IsSuppressed } from '../../../shared/imports/import-batch.ts';
import type { ImportJob } from '../../../shared/imports/import-job.ts';
import { importTurn } from '../../../shared/imports/import-turn.ts';
import { isSuppressed } from '../../../shared/erasure/marks.ts';
import { mappingSchema } from '../../../shared/imports/mapping.ts';
import { startImport } from '../../../shared/imports/start-import.ts';
import { loadJob } from '../../../shared/jobs/job-store.ts';
import type { Id, TenantId } from '../../../shared/kernel/ids.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { openBench, SOMEBODY, type Bench } from '../../engine/bench.ts';
import { bench as objectBench, type Bench as ObjectBench } from '../../local/s3/setup.ts';

/** Tables on a real engine, objects on the local S3, one tenant. */
export interface Scene {
  readonly bench: Bench;
  readonly s3: ObjectBench;
  readonly tenant: TenantId;
  readonly workspace: Workspace;
  readonly objects: TenantObjects;
  stop(): Promise<void>;
}

/** Names of the buckets in tests. */
export const BUCKETS = { intake: 'intake', vault: 'vault', handover: 'handover' } as const;

export async function openScene(): Promise<Scene> {
  const bench = await openBench();
  const s3 = await objectBench();
  for (const name of Object.values(BUCKETS)) await s3.bucket(name);
  const tenant = await bench.tenant();
  const client = async () => s3.client;
  const objects = createObjects({ buckets: BUCKETS, client, fresh: client })(tenant);
  return {
    bench,
    s3,
    tenant,
    workspace: bench.office.workspace(tenant, SOMEBODY),
    objects,
    stop: async () => {
      await bench.stop();
      await s3.remove();
    },
  };
}

/** Posts a file to its form, as a browser does. */
export async function post({ url, fields }: UploadForm, content: string | Uint8Array): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([content as string]));
  const response = await fetch(url, { method: 'POST', body: form });
  await response.text();
  return response.status;
}

/** What an import is made of. */
export interface Given {
  readonly mapping: unknown;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly dryRun?: boolean;
  readonly source?: string;
}

/** Prepares an import, posts its files and starts it. */
export async function begin(
  { workspace, objects }: Pick<Scene, 'workspace' | 'objects'>,
  { mapping, files, dryRun = false, source }: Given,
): Promise<Id> {
  const plan = { mapping: mappingSchema.parse(mapping), dryRun, ...(source ? { source } : {}) };
  const { id, uploads } = await createImport(workspace, objects, plan);
  for (const [name, content] of Object.entries(files)) {
    const form = uploads[name];
    if (!form) throw new Error(name);
    const status = await post(form, content);
    if (status >= 300) throw new Error(`upload answered ${status}`);
  }
  await startImport(workspace, objects, async () => undefined, id);
  return id;
}

/** Turns until the end, as the workflow does. */
export async function carryOut(
  { workspace, objects }: Pick<Scene, 'workspace' | 'objects'>,
  job: Id,
  suppressed: IsSuppressed = isSuppressed,
): Promise<ImportJob> {
  for (let turn = 0; turn < 100; turn++) {
    const event = { tenant: workspace.tenant, step: 'import', turn, job };
    const { next } = await importTurn({ workspace, objects, isSuppressed: suppressed }, event);
    if (next !== 'again') break;
  }
  return loadJob<ImportJob>(workspace, job);
}

export async function runImport(
  scene: Pick<Scene, 'workspace' | 'objects'>,
  given: Given,
): Promise<ImportJob> {
  return carryOut(scene, await begin(scene, given));
}
