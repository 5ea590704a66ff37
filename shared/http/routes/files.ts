import * as z from 'zod';
import { recordSchemas } from '../../catalogue/record-schema.ts';
import { file } from '../../catalogue/types/file.ts';
import { recordReference } from '../../catalogue/values.ts';
import { completeFile, createFile } from '../../files/upload-file.ts';
import { deleteFile, fetchFile } from '../../files/use-file.ts';
import { Problem } from '../../kernel/problems.ts';
import { visibleFields } from '../../records/view.ts';
import type { Route } from '../route.ts';
import type { WorkServices } from './imports.ts';

const common = { audience: 'tenant', function: 'work' } as const;
const params = z.strictObject({ id: recordReference });

/** Files: their bytes; reading, listing and describing them is as for every record. */
export const FILE_ROUTES: readonly Route<'tenant', WorkServices>[] = [
  {
    ...common,
    method: 'POST',
    path: '/v1/files',
    permission: 'file:create',
    processing: 'collect',
    summary: 'Create a file about a person, and a form to post its bytes with',
    body: recordSchemas(file).create,
    output: z.object({
      id: recordReference,
      version: z.int(),
      upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }),
    }),
    idempotency: 'optional',
    use: async ({ objects }, { workspace, processing }, { body }) => {
      const made = await createFile(workspace, objects(workspace.tenant), body, processing);
      return { status: 201, body: made, version: made.version, location: `/v1/files/${made.id}` };
    },
  },
  {
    ...common,
    method: 'POST',
    path: '/v1/files/{id}/complete',
    permission: 'file:create',
    processing: 'collect',
    summary: 'Seal the posted bytes of a file',
    params,
    output: z.object({
      id: recordReference,
      version: z.int(),
      status: z.string(),
      size: z.int(),
      sha256: z.string(),
    }),
    use: async ({ objects }, { workspace, processing }, { path }) => {
      const { item, values } = await completeFile(workspace, objects(workspace.tenant), path.id, processing);
      const { status, size, sha256 } = values;
      const body = { id: item.id, version: item.version, status, size, sha256 };
      return { status: 200, body, version: item.version };
    },
  },
  {
    ...common,
    method: 'POST',
    path: '/v1/files/{id}/content',
    permission: 'file:read',
    processing: 'view',
    summary: 'Open a file: an address to fetch its bytes from, good for five minutes',
    params,
    output: z.object({
      url: z.string(),
      expiresAt: z.iso.datetime(),
      mediaType: z.string(),
      size: z.int(),
      sha256: z.string(),
    }),
    use: async ({ objects }, { workspace, caller, processing }, { path }) => {
      // The bytes are in the same group as the name: a role that does not see the one does not get the other.
      if (!visibleFields(caller.role, file, 'read').includes('name')) throw new Problem('forbidden');
      const body = await fetchFile(workspace, objects(workspace.tenant), path.id, processing);
      return { status: 200, body };
    },
  },
  {
    ...common,
    method: 'DELETE',
    path: '/v1/files/{id}',
    permission: 'file:delete',
    processing: 'change',
    summary: 'Delete a file and its bytes',
    params,
    conditional: true,
    use: async ({ objects }, { workspace, processing }, { path, ifMatch }) => {
      await deleteFile(workspace, objects(workspace.tenant), path.id, ifMatch ?? 0, processing);
      return { status: 204 };
    },
  },
];
