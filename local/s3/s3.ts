import type { Call, Reply, ResourceType, Service, World } from '../front/service.ts';
import { AwsError } from '../front/service.ts';
import type { ImpliedKms } from './access.ts';
import { Access } from './access.ts';
import { corsHeaders, preflight } from './cors.ts';
import type { EventCallback } from './events.ts';
import type { Headers } from './headers.ts';
import { headersOf } from './headers.ts';
import { Lifecycle } from './lifecycle.ts';
import { postObject } from './operations/post-object.ts';
import type { Credentials } from './post-policy.ts';
import { refusal } from './refusal.ts';
import type { Desk } from './request.ts';
import { askerOf, parsePath } from './request.ts';
import { resourceTypes } from './resources.ts';
import { route } from './routes.ts';
import { Shelf } from './shelf.ts';
import { renderXml } from './xml.ts';

/** What S3 needs of others. */
export interface S3Parts {
  /** Asks KMS whether a caller may use a key through S3. */
  readonly kms: ImpliedKms;
  /** Access keys, by which presigned POST forms are checked. */
  readonly credentials: Credentials;
}

/** The local S3: the service behind the front, and what the runner needs of it. */
export interface S3 extends Service {
  readonly resourceTypes: readonly ResourceType[];
  /** Delivers a bucket's Lambda notifications, at least once each, beginning with those left over. */
  onEvent(bucket: string, callback: EventCallback): void;
  /** Applies every lifecycle rule now; happens by itself at each midnight (UTC) of the virtual clock. */
  sweep(): Promise<void>;
  /** Leaves no byte of deleted metadata on disk; happens by itself within a virtual second of a deletion. */
  scrub(): void;
}

/** Opens the objects under `<stateDir>/s3`. */
export function createS3(world: World, parts: S3Parts): S3 {
  const shelf = new Shelf(world);
  const lifecycle = new Lifecycle(shelf, world.clock);
  const desk: Desk = { place: world.place, clock: world.clock, shelf, access: new Access(world, parts.kms) };
  return {
    name: 's3',
    errors: 'rest-xml',
    streamed: true,
    resourceTypes: resourceTypes(desk),
    handle: (call) => answer(call, desk, parts.credentials),
    onEvent: (bucket, callback) => shelf.events.on(bucket, callback),
    sweep: () => lifecycle.sweep(),
    scrub: () => shelf.scrub(),
    close: async () => {
      await lifecycle.close();
      shelf.close();
    },
  };
}

/** Answers or refuses; refusals are rendered here, because S3's carry headers of their own (delete markers, CORS). */
async function answer(call: Call, desk: Desk, credentials: Credentials): Promise<Reply> {
  let cors: Record<string, string> = {};
  try {
    const { bucket: name } = parsePath(call.path);
    cors = corsHeaders(desk.shelf.buckets.find(name), { origin: call.headers.origin }, call.method);
    const reply = await dispatch(call, desk, credentials);
    return { ...reply, headers: { ...cors, ...reply.headers } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // What is left of a refused upload is read and dropped, so that the client gets to the answer.
    call.stream.unpipe();
    call.stream.resume();
    return refused(error, call, cors);
  }
}

function refused(error: AwsError, call: Call, cors: Record<string, string>): Reply {
  const own = (error.fields['headers'] ?? {}) as Record<string, string>;
  const headers = { ...cors, 'content-type': 'application/xml', ...own };
  if (call.method === 'HEAD') return { status: error.status, headers };
  const { code: Code, message: Message } = error;
  const xml = renderXml('Error', { Code, Message, RequestId: call.requestId });
  // Errors are the only documents of S3 without a namespace.
  return { status: error.status, headers, body: xml.replace(/ xmlns="[^"]*"/, '') };
}

async function dispatch(call: Call, desk: Desk, credentials: Credentials): Promise<Reply> {
  const { bucket: name, key } = parsePath(call.path);
  const bucket = desk.shelf.buckets.find(name);
  if (call.method === 'OPTIONS') return preflight(bucket, plain(call));
  if (name === '') throw refusal('NotImplemented', `${call.method} service`);
  if (!bucket) throw refusal('NoSuchBucket');
  const isForm = call.headers['content-type']?.startsWith('multipart/form-data') ?? false;
  if (call.method === 'POST' && key === '' && isForm) return postObject(call, bucket, desk, credentials);
  const headers = headersOf(call);
  const owner = headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && owner !== desk.place.account) throw refusal('AccessDenied');
  const operation = route(
    key === '' ? 'bucket' : 'object',
    call.method,
    call.query,
    headers['x-amz-copy-source'] !== undefined,
  );
  const asker = askerOf(call, headers, desk.clock.now());
  return operation({ call, headers, query: call.query, bucket, key, asker }, desk);
}

const plain = (call: Call): Headers =>
  Object.fromEntries(
    Object.entries(call.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : value,
    ]),
  );
