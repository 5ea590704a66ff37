import { CommandFailure, type Given } from './command.ts';
import { signerFrom } from './credentials-file.ts';
import { signRequest } from './sign-request.ts';

/** The API as the operator of the platform calls it. */
export interface PlatformApi {
  /** The body of an answer; a refusal is a `CommandFailure` that repeats the API's own words. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Record<string, unknown>>;
}

/** Where `npm start` listens. */
export const LOCAL_API = 'http://127.0.0.1:4000';

/** Clocks further apart than this do not agree on a signature (SigV4: five minutes). */
const SKEW = 4 * 60_000;

const ADVICE: Readonly<Record<number, string>> = {
  401: 'the signature was not accepted; are these the credentials of this deployment?',
  403: 'these credentials may not call the platform routes; use those of the operator role',
  404: 'there is no such tenant, or --api is not the address of the API',
  410: 'a tenant is claimed once; its administrator makes further keys',
};

/** The address of the API from --api, without a slash at the end. */
export function apiFrom({ options }: Given): URL {
  const given = options['api'];
  const url = URL.parse(typeof given === 'string' ? given : LOCAL_API);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new CommandFailure(2, '--api is an address like https://….amazonaws.com/api');
  return url;
}

/** Asks an address; nobody there is exit status 3. */
export async function ask(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new CommandFailure(
      3,
      `nobody answers at ${new URL(url).origin}: is it running (npm start), is --api right?`,
    );
  }
}

/** The API that the options name. */
export function platformApi(given: Given): PlatformApi {
  const base = apiFrom(given).href.replace(/\/$/, '');
  const { credentials, profile } = given.options;
  const { keys, region } = signerFrom(String(credentials), String(profile));
  let ahead = 0;
  const send = async (method: string, path: string, body: unknown): Promise<Response> => {
    const url = base + path;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const type: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' };
    const content = text === undefined ? {} : { body: text };
    const headers = await signRequest(
      { method, url, headers: type, ...content },
      keys,
      region,
      Date.now() + ahead,
    );
    return ask(url, { method, headers: { ...type, ...headers }, ...content });
  };
  return {
    call: async (method, path, body) => {
      let response = await send(method, path, body);
      const apart = Date.parse(response.headers.get('date') ?? '') - Date.now() - ahead;
      if ((response.status === 401 || response.status === 403) && Math.abs(apart) > SKEW) {
        // The other side lives in another time: sign in its time, as the SDKs do.
        ahead += apart;
        response = await send(method, path, body);
      }
      return answerOf(response);
    },
  };
}

async function answerOf(response: Response): Promise<Record<string, unknown>> {
  const answer: unknown = await response.json().catch(() => undefined);
  const members = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>;
  if (response.ok) return members;
  const said = [members['title'], members['detail']].filter((text) => typeof text === 'string').join('. ');
  const places = (Array.isArray(members['violations']) ? (members['violations'] as unknown[]) : []).map(
    (one) => {
      const { pointer, rule } = one as { pointer?: unknown; rule?: unknown };
      return `  ${String(pointer)} (${String(rule)})`;
    },
  );
  const advice = ADVICE[response.status];
  const lines = [`${response.status} ${said}`.trim(), ...places, ...(advice === undefined ? [] : [advice])];
  throw new CommandFailure(1, lines.join('\n'));
}
