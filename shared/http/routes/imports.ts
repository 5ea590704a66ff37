import * as z from 'zod';
import { may, type Permission } from '../../access/roles.ts';
import { declarationOf } from '../../catalogue/record-types.ts';
import { text } from '../../catalogue/values.ts';
import { PURPOSES, type Purpose } from '../../catalogue/vocabulary.ts';
import type { Objects } from '../../files/objects.ts';
import { createImport } from '../../imports/create-import.ts';
import { mappingSchema, type Mapping } from '../../imports/mapping.ts';
import { refusedLink } from '../../imports/refused-rows.ts';
import { reportedPage } from '../../imports/reported-rows.ts';
import { startImport } from '../../imports/start-import.ts';
import { cancelJob } from '../../jobs/cancel-job.ts';
import { jobBody, JOB_KINDS, JOB_STATES, type JobState } from '../../jobs/job.ts';
import { listJobs, loadJob } from '../../jobs/job-store.ts';
import type { StartWorkflow } from '../../jobs/start-workflow.ts';
import { Problem } from '../../kernel/problems.ts';
import { recordPermission } from '../../records/view.ts';
import type { Caller, Route } from '../route.ts';

/** What imports, files and jobs are served with. */
export interface WorkServices {
  readonly objects: Objects;
  readonly start: StartWorkflow;
}

type Row = Route<'tenant', WorkServices>;

const id = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const byId = z.strictObject({ id });
const common = { audience: 'tenant', function: 'work' } as const;

const purpose = z.enum(Object.keys(PURPOSES) as [Purpose, ...Purpose[]]);

const form = z.object({ url: z.string(), fields: z.record(z.string(), z.string()) });

const job = z.object({
  id,
  kind: z.enum(JOB_KINDS),
  state: z.enum(Object.keys(JOB_STATES) as [JobState, ...JobState[]]),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  createdBy: z.string(),
  progress: z.object({
    rowsRead: z.int(),
    created: z.int(),
    skipped: z.int(),
    refused: z.int(),
    suppressed: z.int(),
    bytesRead: z.int(),
    bytesTotal: z.int(),
  }),
  failure: z.object({ rule: z.string(), row: z.int().optional() }).optional(),
});

/** A file creates only what its caller could create one by one. */
function refuseForbiddenTypes(caller: Caller, mapping: Mapping): void {
  for (const { type } of mapping.records) {
    const declaration = declarationOf(type);
    if (!declaration) continue;
    const permission: Permission = recordPermission(declaration, 'create');
    const narrowed = caller.scopes !== undefined && !caller.scopes.includes(permission);
    if (narrowed || !may(caller.role, permission)) throw new Problem('forbidden');
  }
}

/** Imports and the jobs that carry them out. */
export const IMPORT_ROUTES: readonly Row[] = [
  {
    ...common,
    method: 'POST',
    path: '/v1/imports',
    permission: 'job:import',
    processing: 'none',
    summary: 'Prepare an import: how the rows of a CSV become records, and forms to post the files with',
    body: z.strictObject({
      format: z.literal('csv'),
      mapping: mappingSchema,
      dryRun: z.boolean().default(false),
      source: text(100).optional(),
    }),
    output: z.object({ id, version: z.int(), uploads: z.record(z.string(), form) }),
    idempotency: 'optional',
    use: async ({ objects }, { workspace, caller }, { body }) => {
      refuseForbiddenTypes(caller, body.mapping);
      const { mapping, dryRun, source } = body;
      const wanted = { mapping, dryRun, ...(source === undefined ? {} : { source }) };
      const made = await createImport(workspace, objects(workspace.tenant), wanted);
      return { status: 202, body: made, version: made.version, location: `/v1/jobs/${made.id}` };
    },
  },
  {
    ...common,
    method: 'POST',
    path: '/v1/imports/{id}/start',
    permission: 'job:import',
    processing: 'collect',
    summary: 'Start an import once its files are posted',
    params: byId,
    output: job,
    use: async ({ objects, start }, { workspace }, { path }) => {
      const begun = await startImport(workspace, objects(workspace.tenant), start, path.id);
      return { status: 202, body: jobBody(begun), version: begun.version, location: `/v1/jobs/${begun.id}` };
    },
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/imports/{id}/refused',
    permission: 'job:read',
    processing: 'none',
    summary: 'What an import has refused: rows, pointers and rules, never a value',
    params: byId,
    query: z.strictObject({ cursor: z.string().max(4096).optional() }),
    output: z.object({
      items: z.array(
        z.object({
          row: z.int(),
          type: z.string(),
          violations: z.array(z.object({ pointer: z.string(), rule: z.string() })),
        }),
      ),
      cursor: z.string().optional(),
    }),
    use: async (_, { workspace }, { path, query }) => {
      await loadJob(workspace, path.id);
      return { status: 200, body: await reportedPage(workspace, path.id, 'refused', query.cursor) };
    },
  },
  {
    ...common,
    method: 'POST',
    path: '/v1/imports/{id}/refused/file',
    permission: 'job:read',
    processing: 'none',
    summary: 'The same as a CSV, under an address that is good for five minutes',
    params: byId,
    output: z.object({ url: z.string(), expiresAt: z.iso.datetime() }),
    use: async ({ objects }, { workspace }, { path }) => {
      await loadJob(workspace, path.id);
      return { status: 200, body: await refusedLink(workspace, objects(workspace.tenant), path.id) };
    },
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/imports/{id}/suppressed',
    permission: 'job:read',
    processing: 'none',
    summary:
      'Rows about people who must not be used for some purposes: they were imported with that restriction',
    params: byId,
    query: z.strictObject({ cursor: z.string().max(4096).optional() }),
    output: z.object({
      items: z.array(z.object({ row: z.int(), type: z.string(), purposes: z.array(purpose) })),
      cursor: z.string().optional(),
    }),
    use: async (_, { workspace }, { path, query }) => {
      await loadJob(workspace, path.id);
      return { status: 200, body: await reportedPage(workspace, path.id, 'suppressed', query.cursor) };
    },
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/jobs',
    permission: 'job:list',
    processing: 'none',
    summary: 'List jobs, newest first',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: z.string().max(4096).optional(),
    }),
    output: z.object({ items: z.array(job), cursor: z.string().optional() }),
    use: async (_, { workspace }, { query }) => {
      const { jobs, cursor } = await listJobs(workspace, query);
      return { status: 200, body: { items: jobs.map(jobBody), ...(cursor ? { cursor } : {}) } };
    },
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/jobs/{id}',
    permission: 'job:read',
    processing: 'none',
    summary: 'Read a job and how far it is',
    params: byId,
    output: job,
    use: async (_, { workspace }, { path }) => {
      const found = await loadJob(workspace, path.id);
      return { status: 200, body: jobBody(found), version: found.version };
    },
  },
  {
    ...common,
    method: 'POST',
    path: '/v1/jobs/{id}/cancel',
    permission: 'job:create',
    processing: 'none',
    summary: 'End a job; what it has created stays',
    params: byId,
    output: job,
    use: async (_, { workspace }, { path }) => {
      const ended = await cancelJob(workspace, path.id);
      return { status: 200, body: jobBody(ended), version: ended.version };
    },
  },
];
