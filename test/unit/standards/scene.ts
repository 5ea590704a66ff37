import { createHash, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { tenantContext } from '../../../shared/http/caller.ts';
import { apiHandler } from '../../../shared/http/chain.ts';
import { EXCHANGE_ROUTES } from '../../../shared/http/routes/exchanges.ts';
import type { GatewayEvent } from '../../../shared/http/request-head.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { Id } from '../../../shared/kernel/ids.ts';
import { createRecipient } from '../../../shared/recipients/create-recipient.ts';
import { TELLER, attendCallbacks } from '../../../shared/standards/attend-callbacks.ts';
import { createCertificates } from '../../../shared/standards/certificate/certificates.ts';
import type { CallbackPost, SendCallback } from '../../../shared/standards/send-callback.ts';
import type { Bench } from '../../engine/bench.ts';
import { adminContext, gatewayEvent, lambdaContext } from '../http/event.ts';
import { openFirm, type Firm } from '../rights/firm.ts';

/** Where the API is reached in these tests. */
export const PUBLIC_URL = 'https://opendsr.example-processor.com';

/** What a call came back with. */
export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: Readonly<Record<string, unknown>>;
}

/** A business that exchanges requests: its routes, and whoever its callbacks reach. */
export interface Scene {
  readonly firm: Firm;
  readonly publicKey: KeyObject;
  /** What was posted, in order. */
  readonly posts: CallbackPost[];
  /** What the other side makes of a post from now on. */
  reachable(yes: boolean): void;
  call(
    method: string,
    path: string,
    body?: string | object,
    given?: {
      readonly role?: string;
      readonly type?: string;
      readonly bearer?: string;
      readonly firm?: Firm;
      /** Called as the operator of the platform. */
      readonly operator?: boolean;
      /** Network address that the call comes from. */
      readonly source?: string;
      readonly query?: Readonly<Record<string, string>>;
    },
  ): Promise<Answered>;
  /** Declares hosts of callbacks; gives the recipient behind them. */
  declare(hosts: readonly string[], businessId?: string): Promise<Id>;
  /** Tells those who follow a request, noting what is posted unless told how to post it. */
  tell(request: Id, send?: SendCallback): Promise<void>;
  /** True when the headers sign the body. */
  signs(headers: Readonly<Record<string, string>>, body: string): boolean;
}

/** Tokens as of the key in KMS. */
export const tokens = async (...members: readonly string[]) =>
  createHash('sha256').update(members.join(' ')).digest('base64url');

const OPERATOR = {
  identity: { userArn: 'arn:aws:sts::111122223333:assumed-role/operator/somebody' },
} as unknown as GatewayEvent['requestContext'];

const from = (sourceIp: string) => ({ identity: { sourceIp } }) as unknown as GatewayEvent['requestContext'];
const listed = (query: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]]));

const PATTERNS = EXCHANGE_ROUTES.map(({ path }) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** A pair of keys of an agent; the public one as its directory writes it. */
export function agentKeys() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { privateKey, verifyKey: Buffer.from(x, 'base64url').toString('base64') };
}

/** A signed message: the signature before it, in base64. */
export function signedMessage(key: KeyObject, message: object | string): string {
  const bytes = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
  return Buffer.concat([sign(null, bytes, key), bytes]).toString('base64');
}

/** Opens a business with its routes. */
export async function openScene(bench: Bench): Promise<Scene> {
  const firm = await openFirm(bench);
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signed = async (bytes: Uint8Array) => sign('sha256', bytes, pair.privateKey);
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const signer = {
    domain: new URL(PUBLIC_URL).hostname,
    publicKey: async () => pem,
    sign: signed,
    now: bench.now,
  };
  const handler = apiHandler({
    routes: EXCHANGE_ROUTES,
    services: {
      office: bench.office,
      system: bench.system,
      tokens,
      now: bench.now,
      sign: signed,
      publicUrl: PUBLIC_URL,
      certificates: createCertificates(bench.system, signer),
    },
    contexts: { tenant: tenantContext(bench.office) },
    log: () => undefined,
  });
  const posts: CallbackPost[] = [];
  let up = true;
  const recipients: Id[] = [];
  const scene: Scene = {
    firm,
    publicKey: createPublicKey(pem),
    posts,
    reachable: (yes) => void (up = yes),
    call: async (method, path, body, given = {}) => {
      const { role = 'service', type = 'application/json', bearer, firm: whose = firm } = given;
      const { operator, source, query } = given;
      const row = PATTERNS.find(({ pattern }) => pattern.test(path));
      const text = typeof body === 'object' ? JSON.stringify(body) : body;
      const event = gatewayEvent({
        httpMethod: method,
        resource: row?.path ?? path,
        pathParameters: { ...row?.pattern.exec(path)?.groups },
        body: text === undefined ? null : Buffer.from(text).toString('base64'),
        isBase64Encoded: true,
        headers: { 'Content-Type': type, ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) },
        authorizer: { ...adminContext(), tenant: whose.tenant, role, principal: whose.officer },
        ...(operator ? { requestContext: OPERATOR } : {}),
        ...(source ? { requestContext: from(source) } : {}),
        ...(query ? { multiValueQueryStringParameters: listed(query) } : {}),
      });
      const answer = await handler(event, lambdaContext);
      const isJson = answer.body.startsWith('{');
      return {
        status: answer.statusCode,
        body: answer.body,
        headers: answer.headers as Record<string, string>,
        json: isJson ? (JSON.parse(answer.body) as Record<string, unknown>) : {},
      };
    },
    declare: async (hosts, businessId) => {
      const [known] = recipients;
      const recipient =
        known ??
        (
          await createRecipient(firm.as(firm.officer), {
            kind: 'processor',
            name: 'Request desk',
            contact: { by: 'email', email: 'desk@example.com' },
            country: 'DE',
            purposes: ['rights-handling'],
          })
        ).id;
      recipients[0] = recipient;
      const body = {
        callbackHosts: hosts.map((host) => ({ host, recipient })),
        ...(businessId ? { businessId } : {}),
      };
      const { status } = await scene.call('PUT', '/v1/standards-settings', body, { role: 'admin' });
      if (status !== 204) throw new TypeError(`settings: ${status}`);
      return recipient;
    },
    tell: (request, send) =>
      attendCallbacks(
        {
          workspace: bench.office.workspace(firm.tenant, TELLER),
          send:
            send ??
            (async (post) => {
              posts.push(post);
              return up;
            }),
          sign: signed,
          publicUrl: PUBLIC_URL,
        },
        request,
      ),
    signs: (headers, body) =>
      verify(
        'sha256',
        Buffer.from(body),
        createPublicKey(pem),
        Buffer.from(headers['X-OpenDSR-Signature'] ?? '', 'base64'),
      ),
  };
  return scene;
}

/** A new UUID of version 4 for a request. */
export { randomUUID as newReference } from 'node:crypto';
/** An agent of a network that the business trusts. */
export async function trusted(scene: Scene, id = 'CONSUMER_AGENT') {
  const keys = agentKeys();
  const entry = { name: 'Consumer Agent', verifyKey: keys.verifyKey };
  const { status } = await scene.call('PUT', `/v1/authorised-agents/${id}`, entry, { role: 'officer' });
  if (status !== 200) throw new TypeError(`agent: ${status}`);
  const base = `/public/drp/${scene.firm.tenant}/v1`;
  const now = scene.firm.bench.now;
  /** Claims that every signed message of this agent makes. */
  const claims = () => ({
    'agent-id': id,
    'business-id': scene.firm.tenant as string,
    'issued-at': instant(now() - 1000),
    'expires-at': instant(now() + 600_000),
  });
  const send = (method: string, path: string, message: object | string | undefined, bearer?: string) =>
    scene.call(
      method,
      `${base}${path}`,
      message === undefined ? undefined : signedMessage(keys.privateKey, message),
      { type: 'text/plain', ...(bearer ? { bearer } : {}) },
    );
  const setUp = await send('POST', `/agent/${id}`, { ...claims(), 'drp.version': '1.0' });
  return { id, keys, base, claims, send, setUp, token: String(setUp.json['token']) };
}
