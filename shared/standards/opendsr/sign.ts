import { createHash } from 'node:crypto';
import { SignCommand, type KMSClient } from '@aws-sdk/client-kms';
import { failed, outcomeOf, unavailable } from '../../store/retries.ts';

/** Signs a body: base64 of an RSA signature over its SHA-256 digest (OpenDSR 2.0, section 7.3). */
export type SignBody = (body: string) => Promise<string>;

/** Signs with the key of standards in KMS, by digest, since KMS takes no message over 4,096 bytes. */
export function kmsSignBody(kms: KMSClient, keyArn: string): SignBody {
  return async (body) => {
    const command = new SignCommand({
      KeyId: keyArn,
      Message: createHash('sha256').update(body).digest(),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    });
    const { Signature } = await kms.send(command).catch((error: unknown) => {
      throw outcomeOf(error) === 'final' ? failed(error) : unavailable('kms');
    });
    if (!Signature) throw failed(undefined);
    return Buffer.from(Signature).toString('base64');
  };
}

/** The names of the headers; whoever still speaks OpenGDPR reads the older ones (section 10.1). */
const NAMES = ['OpenDSR', 'OpenGDPR'] as const;

/** A body with the headers that say who signed it, and the signature. */
export async function signedMessage(
  sign: SignBody,
  publicUrl: string,
  value: unknown,
): Promise<{ readonly body: string; readonly headers: Readonly<Record<string, string>> }> {
  const body = JSON.stringify(value);
  const signature = await sign(body);
  const domain = new URL(publicUrl).hostname;
  const headers = NAMES.flatMap((name) => [
    [`X-${name}-Processor-Domain`, domain],
    [`X-${name}-Signature`, signature],
  ]);
  return { body, headers: Object.fromEntries(headers) as Record<string, string> };
}
