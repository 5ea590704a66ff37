import * as z from 'zod';
import type { SignCase } from '../../rights/desk/case-file/bundle.ts';
import { caseFile, inquiryFile } from '../../rights/desk/case-file/case-file.ts';
import { REQUEST_TYPES } from '../../rights/rights.ts';
import type { Route } from '../route.ts';
import { pathId, requestId } from './request-shapes.ts';

/** What the routes of case files are wired with. */
export interface CaseFileServices {
  readonly signCase: SignCase;
  /** The public key that verifies case files, as PEM. */
  readonly caseKey: () => Promise<string>;
}

const served = {
  audience: 'tenant',
  function: 'rights',
  processing: 'rights',
  method: 'GET',
  permission: 'request:decide',
} as const;

const said = {
  v: z.literal(1),
  receipt: requestId,
  tenant: requestId,
  request: requestId,
  at: z.iso.datetime(),
};
const bundle = z.object({
  receipt: z.object({
    ...said,
    kind: z.enum(['case-file', 'inquiry']),
    parts: z.array(z.object({ name: z.string(), count: z.int(), sha256: z.string() })),
  }),
  parts: z.record(z.string(), z.array(z.unknown())),
  statement: z.object({ ...said, sha256: z.string() }),
  signature: z.string(),
  algorithm: z.literal('ECDSA_SHA_256'),
});

/** Case files: what was done and decided, signed, without anything that the person wrote or received. */
export const CASE_FILE_ROUTES: readonly Route<'tenant', CaseFileServices>[] = [
  {
    ...served,
    path: '/v1/requests/{id}/case-file',
    summary: 'Everything that was done and decided for a request, as one signed bundle',
    params: pathId,
    output: bundle,
    use: async ({ signCase }, { workspace }, { path }) => ({
      status: 200,
      body: await caseFile(workspace, path.id, signCase),
    }),
  },
  {
    ...served,
    path: '/v1/case-files',
    summary:
      'The same for the requests that were recorded within a period, with statistics, for an authority',
    query: z.strictObject({
      from: z.iso.date(),
      to: z.iso.date(),
      'filter[type]': z.enum(REQUEST_TYPES).optional(),
    }),
    output: bundle,
    use: async ({ signCase }, { workspace }, { query }) => {
      const { from, to, 'filter[type]': type } = query;
      return { status: 200, body: await inquiryFile(workspace, { from, to, type }, signCase) };
    },
  },
  {
    ...served,
    path: '/v1/case-file-key',
    summary: 'The public key that verifies case files (PEM, P-256)',
    output: z.object({ algorithm: z.literal('ECDSA_SHA_256'), publicKey: z.string() }),
    use: async ({ caseKey }) => ({
      status: 200,
      body: { algorithm: 'ECDSA_SHA_256', publicKey: await caseKey() },
    }),
  },
];
