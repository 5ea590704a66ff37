import type { IncomingMessage } from 'node:http';
import type { CredentialLookup } from '../iam/credentials.ts';
import { hashed, readBody } from './body.ts';
import type { SignedRequest } from './canonical.ts';
import { refuse } from './refusals.ts';
import { AwsError } from './service.ts';
import type { Call, ErrorShape, Principal, Service, World } from './service.ts';
import { readSignature, SignatureError } from './signature.ts';
import type { Signature } from './signature.ts';
import { bodyHash, verifySignature } from './sigv4.ts';

/** A call that may be handed to its service. */
export interface Admitted {
  readonly service: Service;
  readonly call: Call;
}

/** Who posts an HTML form to S3: the signature is in the form, where S3 verifies it. */
export const ANONYMOUS: Principal = { kind: 'service', arn: 'anonymous', tags: {} };

const EMPTY = Buffer.alloc(0);
const HEX_HASH = /^[0-9a-f]{64}$/;

type Seen = Pick<Signature, 'service' | 'region'> | undefined;

/** Turns HTTP requests into verified calls, or refuses them. */
export class Intake {
  readonly #services: ReadonlyMap<string, Service>;
  readonly #lookup: CredentialLookup;
  readonly #world: Pick<World, 'place' | 'clock'>;

  constructor(services: readonly Service[], lookup: CredentialLookup, world: Pick<World, 'place' | 'clock'>) {
    this.#services = new Map(services.map((service) => [service.name, service]));
    if (this.#services.size !== services.length) throw new TypeError('two services share a signing name');
    this.#lookup = lookup;
    this.#world = world;
  }

  /** The error shape a refusal should have; JSON when nobody knows whom the request was for. */
  shapeOf(request: IncomingMessage): ErrorShape {
    const signature = this.#peek(request);
    return this.#services.get(signature?.service ?? '')?.errors ?? 'json-1.1';
  }

  /** @throws AwsError when the request is refused. */
  async admit(request: IncomingMessage, requestId: string): Promise<Admitted> {
    try {
      return await this.#admit(request, requestId);
    } catch (error) {
      if (error instanceof SignatureError) throw refuse(error.fault, this.shapeOf(request));
      throw error;
    }
  }

  async #admit(request: IncomingMessage, requestId: string): Promise<Admitted> {
    const { path, query } = split(request);
    const signature = readSignature({ query, headers: request.headers });
    if (!signature) return this.#admitForm(request, requestId);
    const service = this.#services.get(signature.service);
    if (!service) {
      throw new AwsError('UnknownService', `The local cloud does not emulate ${signature.service}.`, 501);
    }
    if (signature.region !== this.#world.place.region) throw new SignatureError('region');

    const body = service.streamed ? EMPTY : await readBody(request);
    const signed: SignedRequest = { method: request.method ?? 'GET', path, query, headers: request.headers };
    const verified = verifySignature(
      service.streamed ? signed : { ...signed, bodyHash: bodyHash(body) },
      this.#lookup,
      this.#world.clock.now(),
    );
    if (!verified) throw new SignatureError('malformed');
    const checked = HEX_HASH.test(verified.payload) ? hashed : (stream: IncomingMessage) => stream;
    const call: Call = {
      ...common(request, requestId),
      service: service.name,
      principal: verified.principal,
      operation: operationOf(service.errors, request, body),
      body,
      stream: service.streamed ? checked(request, verified.payload) : request,
      presigned: verified.presigned,
    };
    return { service, call };
  }

  /** The only unsigned call that passes: a browser's form post to S3. */
  #admitForm(request: IncomingMessage, requestId: string): Admitted {
    const service = this.#services.get('s3');
    const isForm = request.headers['content-type']?.toLowerCase().startsWith('multipart/form-data;');
    if (!service || request.method !== 'POST' || !isForm) {
      throw new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
    }
    const call: Call = {
      ...common(request, requestId),
      service: 's3',
      principal: ANONYMOUS,
      operation: '',
      body: EMPTY,
      stream: request,
      presigned: false,
    };
    return { service, call };
  }

  #peek(request: IncomingMessage): Seen {
    const { authorization = '' } = request.headers;
    const credential = new URLSearchParams(split(request).query).get('X-Amz-Credential');
    const scope = /(?:Credential=|^)[^/,\s]+\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\//;
    const [, region, service] = scope.exec(authorization) ?? scope.exec(credential ?? '') ?? [];
    return region && service ? { region, service } : undefined;
  }
}

function common(
  request: IncomingMessage,
  requestId: string,
): Pick<Call, 'method' | 'path' | 'query' | 'headers' | 'requestId'> {
  const { path, query } = split(request);
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    requestId,
  };
}

function split(request: IncomingMessage): { path: string; query: string } {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

function operationOf(shape: ErrorShape, request: IncomingMessage, body: Buffer): string {
  if (shape === 'json-1.0' || shape === 'json-1.1') {
    const target = request.headers['x-amz-target'];
    return typeof target === 'string' ? target.slice(target.lastIndexOf('.') + 1) : '';
  }
  if (shape !== 'query-xml') return '';
  const parameters = request.method === 'POST' ? body.toString('utf8') : split(request).query;
  return new URLSearchParams(parameters).get('Action') ?? '';
}
