import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { tickHandlers } from '../../../../shared/due/tick-handlers.ts';
import { eraserObjects } from '../../../../shared/erasure/objects.ts';
import type { Objects, UploadForm } from '../../../../shared/files/objects.ts';
import { createObjects } from '../../../../shared/files/s3-objects.ts';
import { tenantContext } from '../../../../shared/http/caller.ts';
import { apiHandler } from '../../../../shared/http/chain.ts';
import { IDENTITY_DOCUMENT_ROUTES } from '../../../../shared/http/routes/identity-documents.ts';
import { PUBLIC_ROUTES } from '../../../../shared/http/routes/public.ts';
import { REQUEST_ROUTES } from '../../../../shared/http/routes/requests.ts';
import type { Id } from '../../../../shared/kernel/ids.ts';
import { MINUTE, instant } from '../../../../shared/kernel/time.ts';
import type { Mail } from '../../../../shared/mail/outbox.ts';
import type { RequestServices } from '../../../../shared/rights/decisions/services.ts';
import { bench as objectBench, type Bench as ObjectBench } from '../../../local/s3/setup.ts';
import { adminContext, gatewayEvent, jsonBody, lambdaContext } from '../../http/event.ts';
import { BUCKETS, post } from '../../imports/scene.ts';
import type { Bench } from '../../../engine/bench.ts';
import { PUBLIC_URL, codeIn, linkIn, openFirm, type Firm } from '../firm.ts';

/** A body of an answer, read as a test likes it. */
export type Json = Record<string, never> & { readonly id: Id };

/** An answer over HTTP. */
export interface Answered {
  readonly statusCode: number;
  readonly json: Json;
}

/** Who calls, when it is not the officer. */
export interface Calling {
  readonly role?: string;
  readonly principal?: string;
}

/** A privacy office: a firm, its routes and its buckets. */
export interface Office {
  readonly firm: Firm;
  readonly s3: ObjectBench;
  /** Does something with a request; `what` is the rest of its path. */
  on(request: Id, what: string, body?: object, caller?: Calling): Promise<Answered>;
  call(method: string, path: string, body?: object, caller?: Calling): Promise<Answered>;
  /** Answers a link with a code, or asks for one; on the public routes. */
  person(link: string, what: 'code' | 'answer', body: object, room?: string): Promise<Answered>;
  /** Asks for a code behind a link and reads it in the mail. */
  codeFor(link: string, room?: string): Promise<string>;
  /** Posts a document to its form and completes it. */
  deposited(request: Id, of: 'evidence' | 'agent', content: string): Promise<void>;
  /** What the clock does about a request. */
  tick(request: Id): Promise<void>;
  /** True when the text is on no disk of the buckets, in no table, readable or encoded. */
  gone(text: string): Promise<boolean>;
  /** How many objects of the firm are in the buckets, older versions and marks of deletion as well. */
  objects(): Promise<number>;
}

const METHOD: Readonly<Record<string, string>> = { agent: 'PUT', person: 'PUT', identity: 'GET', '': 'GET' };

/** Opens a privacy office on a bench. */
export async function openOffice(bench: Bench, s3: ObjectBench): Promise<Office> {
  const firm = await openFirm(bench);
  const client = async () => s3.client;
  const objects = createObjects({ buckets: BUCKETS, client, fresh: client });
  const buckets = { vault: BUCKETS.vault, unversioned: [BUCKETS.intake, BUCKETS.handover] };
  const issuePackageUrl = async () => ({ url: 'https://example.org/zip', expiresAt: instant(bench.now()) });
  const tenantSide = apiHandler<RequestServices & { readonly objects: Objects }>({
    routes: [...REQUEST_ROUTES, ...IDENTITY_DOCUMENT_ROUTES],
    services: {
      start: firm.start,
      issuePackageUrl,
      publicUrl: PUBLIC_URL,
      stopWindowSeconds: 60,
      objects,
    },
    contexts: { tenant: tenantContext(bench.office) },
  });
  const publicSide = apiHandler({
    routes: PUBLIC_ROUTES,
    services: { office: bench.office, now: bench.now, sleep: async () => undefined, issuePackageUrl },
    contexts: {},
  });
  const handlers = tickHandlers({
    office: bench.office,
    objects,
    erasedObjects: async (tenant) => eraserObjects(tenant, s3.client, buckets),
    start: firm.start,
    publicUrl: PUBLIC_URL,
    alarm: () => undefined,
  });
  const read = ({ statusCode, body }: { statusCode: number; body?: string }): Answered => ({
    statusCode,
    json: (body ? JSON.parse(body) : {}) as Json,
  });
  const call: Office['call'] = async (method, path, body, caller = {}) => {
    const parts = path.split('/');
    const id = parts[2] === 'requests' ? parts[3] : undefined;
    const event = gatewayEvent({
      ...(body === undefined ? {} : jsonBody(body)),
      httpMethod: method,
      resource: id ? path.replace(id, '{id}') : path,
      pathParameters: id ? { id } : null,
      authorizer: {
        ...adminContext(),
        tenant: firm.tenant,
        role: 'officer',
        principal: firm.officer,
        ...caller,
      },
    });
    return read(await tenantSide(event, lambdaContext));
  };
  const office: Office = {
    firm,
    s3,
    call,
    on: async (request, what, body = {}, caller) => {
      const method = METHOD[what] ?? 'POST';
      const path = `/v1/requests/${request}${what ? `/${what}` : ''}`;
      return call(method, path, method === 'GET' ? undefined : body, caller);
    },
    person: async (link, what, body, room = 'challenges') => {
      const event = gatewayEvent({
        ...jsonBody(body),
        httpMethod: 'POST',
        resource: `/public/v1/${room}/{link}/${what}`,
        pathParameters: { link },
        authorizer: {},
      });
      return read(await publicSide(event, lambdaContext));
    },
    codeFor: async (link, room) => {
      bench.advance(MINUTE);
      await office.person(link, 'code', {}, room);
      return codeIn((await firm.post())[0]);
    },
    deposited: async (request, of, content) => {
      const { json } = await office.on(request, `${of}/upload`);
      await post(json as unknown as UploadForm, content);
      await office.on(
        request,
        `${of}/complete`,
        of === 'evidence' ? { receivedAt: instant(bench.now()) } : {},
      );
    },
    tick: async (request) => {
      const due = { tenant: firm.tenant, reference: request, kind: 'request', at: bench.now() } as const;
      await handlers.request?.(due);
    },
    gone: async (text) => {
      const disk = await s3.disk();
      const tables = Buffer.from(JSON.stringify(await firm.items('')));
      const forms = [
        text,
        Buffer.from(text).toString('base64').slice(0, -4),
        Buffer.from(text).toString('hex'),
      ];
      return forms.every((form) => !disk.includes(form) && !tables.includes(form));
    },
    objects: async () => {
      const lists = Object.values(BUCKETS).map((Bucket) =>
        s3.client.send(new ListObjectVersionsCommand({ Bucket, Prefix: `${firm.tenant}/` })),
      );
      const found = await Promise.all(lists);
      return found.flatMap(({ Versions = [], DeleteMarkers = [] }) => [...Versions, ...DeleteMarkers]).length;
    },
  };
  return office;
}

/** Buckets as they are deployed: the vault keeps older versions. */
export async function openBuckets(): Promise<ObjectBench> {
  const s3 = await objectBench();
  for (const name of Object.values(BUCKETS))
    await s3.bucket(name, name === BUCKETS.vault ? { VersioningConfiguration: { Status: 'Enabled' } } : {});
  return s3;
}

/** The mail with a link that is on its way. */
export async function linkMail({ firm }: Office): Promise<Mail | undefined> {
  return (await firm.post()).find((mail) => linkIn(mail) !== '');
}

/** The link that is on its way. */
export async function linkSent(office: Office): Promise<string> {
  return linkIn(await linkMail(office));
}
