import type { Call, Reply, Service, World } from '../front/service.ts';
import { AwsError } from '../front/service.ts';
import type { Functions } from './functions.ts';
import { SYNC_PAYLOAD } from './limits.ts';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

function header(call: Call, name: string, fallback: string): string {
  const value = call.headers[name];
  return typeof value === 'string' ? value : fallback;
}

function parsed(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json', 400, {
      Type: 'User',
    });
  }
}

async function handle(
  functions: Functions,
  world: Pick<World, 'place' | 'authorize'>,
  call: Call,
): Promise<Reply> {
  const match = INVOKE.exec(call.path);
  if (call.method !== 'POST' || match === null) {
    throw new AwsError('UnknownOperationException', 'The local cloud answers Invoke only', 404);
  }
  if (call.body.length > SYNC_PAYLOAD) {
    const message = `Request must be smaller than ${SYNC_PAYLOAD} bytes for the InvokeFunction operation`;
    throw new AwsError('RequestTooLargeException', message, 413, { Type: 'User' });
  }
  const name = decodeURIComponent(match[1] ?? '');
  const target = functions.registry.find(name, call.query.get('Qualifier') ?? undefined);
  const kind = header(call, 'x-amz-invocation-type', 'RequestResponse');
  if (kind === 'DryRun') {
    await functions.invoke(target.arn, undefined, call.principal, { dryRun: true });
    return { status: 204 };
  }
  const async = kind === 'Event';
  if (!async && kind !== 'RequestResponse') {
    throw new AwsError('InvalidParameterValueException', 'Unknown invocation type', 400, { Type: 'User' });
  }
  const result = await functions.invoke(target.arn, parsed(call.body), call.principal, { async });
  if (async) return { status: 202 };
  const failed: Record<string, string> =
    result.error === undefined ? {} : { 'x-amz-function-error': 'Unhandled' };
  const headers = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST', ...failed };
  return { status: 200, headers, body: result.payload };
}

/** The Invoke operation for SDK clients; every other operation of Lambda is refused. */
export function createEndpoint(functions: Functions, world: Pick<World, 'place' | 'authorize'>): Service {
  return { name: 'lambda', errors: 'rest-json', handle: (call) => handle(functions, world, call) };
}
