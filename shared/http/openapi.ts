import * as z from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { createDocument } from 'zod-openapi';
import { EXCEPTIONS, type Exception } from '../catalogue/vocabulary.ts';
import type { ProblemCode } from '../kernel/problems.ts';
import { PROBLEMS } from '../kernel/problems.ts';
import { USES } from '../subjects/uses.ts';
import { PROBLEM_TYPE, problemUrn } from './problem-body.ts';
import type { Audience, RouteRow } from './route.ts';

/** Written at build only (tools/contract.ts); no function imports this. */

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

const problem = z
  .object({
    type: z.enum(codes.map(problemUrn) as [string, ...string[]]),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    reason: z.string().optional(),
    instance: z.string().optional(),
    violations: z.array(z.object({ pointer: z.string(), rule: z.string() })).optional(),
    ids: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457; `type` is from a closed list' });

const SECURITY: Readonly<Record<Audience, Record<string, string[]>[]>> = {
  tenant: [{ apiKey: [] }],
  platform: [{ signature: [] }],
  public: [],
};

const ifMatch = z
  .string()
  .meta({ description: 'The entity tag that was read, for example "v3"', example: '"v3"' });
const idempotencyKey = z
  .string()
  .min(1)
  .max(200)
  .meta({ description: 'The same key gives the same answer for a day' });

const processingException = z
  .enum(Object.keys(EXCEPTIONS) as [Exception, ...Exception[]])
  .meta({ description: 'Relied on when the data is restricted (Art. 18(2)); it is written into the log' });

/** The public contract, OpenAPI 3.1, from the rows of the routes. */
export function publicContract(routes: readonly RouteRow[]): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of [...routes].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    (paths[route.path] ??= {})[route.method.toLowerCase() as 'get'] = operationOf(route);
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Bailiwick',
      version: '1',
      description: 'Business data of tenants, and the rights of the people in it.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'bw_<tenant>_<key>_<secret>' },
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4',
        },
      },
    },
  });
}

function operationOf(route: RouteRow): ZodOpenApiOperationObject {
  const header = z.object({
    ...(route.conditional && { 'If-Match': ifMatch }),
    ...(route.idempotency === 'required' && { 'Idempotency-Key': idempotencyKey }),
    ...(route.idempotency === 'optional' && { 'Idempotency-Key': idempotencyKey.optional() }),
    ...(route.audience === 'tenant' &&
      USES[route.processing].restricted === 'refused' && {
        'Processing-Exception': processingException.optional(),
      }),
  });
  const refused = { description: 'Refused', content: { [PROBLEM_TYPE]: { schema: problem } } };
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.audience === 'public' ? 'public' : (route.path.split('/')[2] ?? route.path)],
    security: SECURITY[route.audience],
    ...(route.permission && { 'x-permission': route.permission }),
    'x-processing': route.processing,
    requestParams: {
      ...(route.params && { path: route.params as z.ZodObject }),
      ...(route.query && { query: route.query as z.ZodObject }),
      ...(Object.keys(header.shape).length > 0 && { header }),
    },
    ...(route.body && {
      requestBody: {
        required: true,
        content: { [route.media ?? 'application/json']: { schema: route.body } },
      },
    }),
    responses: {
      '2XX': {
        description: 'Done',
        ...(route.output && { content: { 'application/json': { schema: route.output } } }),
      },
      '4XX': refused,
      '5XX': refused,
    },
  };
}

/** For example `get-members-id-keys`. */
function operationId({ method, path }: RouteRow): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && word !== 'v1');
  return [method.toLowerCase(), ...words].join('-');
}
