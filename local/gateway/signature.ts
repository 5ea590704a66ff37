import type { AccessRequest, Authorize } from '../front/service.ts';
import { SignatureError } from '../front/signature.ts';
import { bodyHash, verifySignature } from '../front/sigv4.ts';
import type { CredentialLookup } from '../iam/credentials.ts';
import type { Caller } from './event.ts';
import { GatewayFault, type FaultType } from './faults.ts';
import type { GatewayRequest } from './request.ts';

/** Faults of a signature as API Gateway types them; all others are INVALID_SIGNATURE. */
const TYPES: Readonly<Record<string, FaultType>> = {
  'session-expired': 'EXPIRED_TOKEN',
  'url-expired': 'EXPIRED_TOKEN',
};

function verified(request: GatewayRequest, lookup: CredentialLookup, now: number) {
  try {
    const signed = {
      method: request.method,
      path: request.fullPath,
      query: request.rawQuery,
      headers: request.incoming.headers,
      bodyHash: bodyHash(request.body),
    };
    return verifySignature(signed, lookup, now);
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    throw new GatewayFault(TYPES[error.fault] ?? 'INVALID_SIGNATURE');
  }
}

/**
 * Verifies a SigV4 signature for `execute-api` and asks IAM whether the signer may call the method.
 * @throws GatewayFault MISSING_AUTHENTICATION_TOKEN, INVALID_SIGNATURE, EXPIRED_TOKEN or ACCESS_DENIED.
 */
export function authorizeSigned(
  request: GatewayRequest,
  methodArn: string,
  ports: {
    readonly lookup: CredentialLookup;
    readonly authorize: Authorize;
    readonly now: number;
    readonly region: string;
    readonly account: string;
  },
): Caller {
  const found = verified(request, ports.lookup, ports.now);
  if (found === undefined) throw new GatewayFault('MISSING_AUTHENTICATION_TOKEN');
  if (found.service !== 'execute-api' || found.region !== ports.region)
    throw new GatewayFault('INVALID_SIGNATURE');
  const access: AccessRequest = { action: 'execute-api:Invoke', resource: methodArn };
  try {
    ports.authorize(found.principal, [access]);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'AccessDeniedException') throw error;
    throw new GatewayFault('ACCESS_DENIED');
  }
  const { arn } = found.principal;
  return {
    identity: {
      accessKey: found.accessKeyId,
      accountId: ports.account,
      caller: arn,
      user: arn,
      userArn: arn,
    },
  };
}
