import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** Keys of whoever signs. */
export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request that is to be signed; the body is sent as it is. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The headers that sign a request for API Gateway (`execute-api`, Signature Version 4) at a moment, epoch milliseconds. */
export async function signRequest(
  { method, url, headers = {}, body }: UnsignedRequest,
  keys: SigningKeys,
  region: string,
  now: number,
): Promise<Record<string, string>> {
  const { hostname, host, port, protocol, pathname, searchParams } = new URL(url);
  const signer = new SignatureV4({ credentials: keys, region, service: 'execute-api', sha256: Sha256 });
  const signed = await signer.sign(
    {
      method,
      protocol,
      hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: { ...headers, host },
      ...(body === undefined ? {} : { body }),
    },
    { signingDate: new Date(now) },
  );
  // The client sets `host` itself, to the same value.
  return Object.fromEntries(Object.entries(signed.headers).filter(([name]) => name.toLowerCase() !== 'host'));
}
