import type { Json } from '../kernel/canonical-json.ts';
import type { Job } from '../jobs/job.ts';
import type { Binding, Workspace } from '../store/workspace.ts';
import type { Mapping } from './mapping.ts';

/** Name of the main file among the files of an import. */
export const MAIN = 'main';
/** Bytes of the main file at most. */
export const FILE_LIMIT = 200 * 1024 * 1024;
/** Refused records after which an import ends: the mapping does not fit the file. */
export const REFUSED_LIMIT = 10_000;

/** An uploaded file; size and tag are those at the start, and a file replaced since is refused. */
export interface ImportFile {
  readonly key: string;
  readonly size?: number;
  readonly tag?: string;
}

/** How far the main file has been read: bytes and rows up to the end of the last committed batch. */
export interface Cursor {
  readonly offset: number;
  readonly row: number;
}

/** An import. */
export interface ImportJob extends Job {
  readonly kind: 'import';
  readonly dryRun: boolean;
  readonly files: Readonly<Record<string, ImportFile>>;
  readonly cursor?: Cursor;
  /** The plan, sealed under the tenant's key: constants of a mapping may be anything. */
  readonly plan: Uint8Array;
}

/** What is imported and how. */
export interface ImportPlan {
  readonly mapping: Mapping;
  /** Where the data come from (Art. 15(1)(g)); noted with the people who are created. */
  readonly source?: string;
}

const binding = (job: string): Binding => ({
  owner: 'tenant',
  type: 'job',
  id: job,
  section: 'plan',
  schema: 1,
});

/** Seals the plan of an import. */
export async function sealPlan(workspace: Workspace, job: string, plan: ImportPlan): Promise<Uint8Array> {
  const value = JSON.parse(JSON.stringify(plan)) as Json;
  return workspace.vault.seal(await workspace.vault.tenantKey(), binding(job), value);
}

/** Opens the plan of an import. */
export async function openPlan(workspace: Workspace, job: ImportJob): Promise<ImportPlan> {
  const opened = workspace.vault.open(await workspace.vault.tenantKey(), binding(job.id), job.plan);
  return opened as unknown as ImportPlan;
}
