import { signRequest, type SigningKeys } from '../../bin/commands/sign-request.ts';

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it was sent. */
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** What a call may carry beside method and path. */
export interface CallOptions {
  /** Sent as JSON; a string or bytes are sent as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A caller of the API who proves itself in one way. */
export interface Client {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Changes at the version that is handed in; undefined sends no `If-Match`. */
  patch(path: string, version: number | undefined, body: unknown): Promise<Answer>;
  delete(path: string, version?: number): Promise<Answer>;
}

type Send = (method: string, path: string, options: CallOptions) => Promise<Answer>;

function clientOf(call: Send): Client {
  const match = (version: number | undefined): Record<string, string> =>
    version === undefined ? {} : { 'if-match': `"v${version}"` };
  return {
    call: (method, path, options = {}) => call(method, path, options),
    get: (path, headers = {}) => call('GET', path, { headers }),
    post: (path, body, headers = {}) => call('POST', path, { body, headers }),
    patch: (path, version, body) => call('PATCH', path, { body, headers: match(version) }),
    delete: (path, version) => call('DELETE', path, { headers: match(version) }),
  };
}

const bytesOf = (body: unknown): string | Uint8Array<ArrayBuffer> | undefined => {
  if (body === undefined || typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
};

async function send(
  url: string,
  method: string,
  body: string | Uint8Array<ArrayBuffer> | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...type, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  return { status: response.status, headers: response.headers, text, body: parsed };
}

/** A caller with an API key; without one, anybody. */
export function keyClient(apiUrl: string, apiKey?: string): Client {
  const key: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  return clientOf((method, path, { body, headers = {} }) =>
    send(`${apiUrl}${path}`, method, bytesOf(body), { ...key, ...headers }),
  );
}

/** A caller who signs with IAM keys. */
export function signingClient(apiUrl: string, keys: SigningKeys, region: string, now: () => number): Client {
  return clientOf(async (method, path, { body, headers = {} }) => {
    const url = `${apiUrl}${path}`;
    const text = bytesOf(body);
    if (text instanceof Uint8Array) throw new TypeError('signed calls carry text');
    const signed = await signRequest(
      { method, url, headers, ...(text === undefined ? {} : { body: text }) },
      keys,
      region,
      now(),
    );
    return send(url, method, text, { ...headers, ...signed });
  });
}
