import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Principal, Service } from '../front/service.ts';
import { AwsError } from '../front/service.ts';

/** Services that state machines may call by SDK integration: signing name and target prefix of their JSON protocol. */
const TARGETS: Readonly<
  Record<string, { readonly service: string; readonly prefix: string; readonly version: string }>
> = {
  dynamodb: { service: 'dynamodb', prefix: 'DynamoDB_20120810', version: '1.0' },
  kms: { service: 'kms', prefix: 'TrentService', version: '1.1' },
  sfn: { service: 'states', prefix: 'AWSStepFunctions', version: '1.0' },
};

/**
 * Calls a service inside the local cloud on behalf of a principal; the service authorises as it does for the wire.
 * @throws AwsError what the service answers, or `UnknownOperationException` for services with another protocol.
 */
export async function callService(
  services: readonly Service[],
  name: string,
  action: string,
  input: unknown,
  principal: Principal,
): Promise<unknown> {
  const target = TARGETS[name];
  const service = services.find((known) => known.name === target?.service);
  if (target === undefined || service === undefined) {
    throw new AwsError('UnknownOperationException', `The integration ${name}:${action} is not emulated.`);
  }
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  const body = Buffer.from(JSON.stringify(input ?? {}));
  const reply = await service.handle({
    service: service.name,
    principal,
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {
      'content-type': `application/x-amz-json-${target.version}`,
      'content-length': String(body.length),
      'x-amz-target': `${target.prefix}.${operation}`,
    },
    operation,
    body,
    stream: Readable.from([body]),
    presigned: false,
    requestId: randomUUID(),
  });
  const text = typeof reply.body === 'string' || Buffer.isBuffer(reply.body) ? String(reply.body) : '';
  return text === '' ? {} : (JSON.parse(text) as unknown);
}
