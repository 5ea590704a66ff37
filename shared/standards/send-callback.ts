import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { request } from 'node:https';
import { SECOND } from '../kernel/time.ts';
import { isPublicAddress } from './public-address.ts';

/** What is posted to a callback. */
export interface CallbackPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Posts once; true when the other side took it (2xx). Never throws. */
export type SendCallback = (post: CallbackPost) => Promise<boolean>;

/** Every address of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** Milliseconds that one callback may take in all. */
const PATIENCE = 10 * SECOND;

/**
 * Looks a name up and refuses it as soon as one of its addresses is not public: the connection goes to the address
 * that was checked, so that a second look-up cannot give another one.
 */
export function publicLookup(resolve: Resolve): LookupFunction {
  return (host, { all }, done) => {
    resolve(host).then(
      (found) => {
        const [first] = found;
        if (!first || !found.every(({ address }) => isPublicAddress(address)))
          return done(Object.assign(new Error('not a public address'), { code: 'EACCES' }), '', 0);
        return all ? done(null, [...found]) : done(null, first.address, first.family);
      },
      (error: Error) => done(error, '', 0),
    );
  };
}

/** Posts over TLS with the certificate checked; follows no redirect and reads no answer but its status. */
export function httpsSender(resolve: Resolve, post: typeof request = request): SendCallback {
  const lookup = publicLookup(resolve);
  return ({ url, headers, body }) =>
    new Promise((settle) => {
      const options = {
        method: 'POST',
        lookup,
        agent: false as const,
        headers: {
          ...headers,
          'Content-Type': 'application/json',
          'Content-Length': String(Buffer.byteLength(body)),
        },
        signal: AbortSignal.timeout(PATIENCE),
      };
      const call = post(url, options, (answer) => {
        const { statusCode = 0 } = answer;
        answer.destroy();
        settle(statusCode >= 200 && statusCode < 300);
      });
      call.on('error', () => settle(false));
      call.end(body);
    });
}
