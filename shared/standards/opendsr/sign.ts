import { createHash } from 'node:crypto';
import { SignCommand, type KMSClient } from '@aws-sdk/client-kms';
import { failed, outcomeOf, unavailable } from '../../store/retries.ts';
import type { SignBytes } from '../certificate/x509.ts';

/** Signs with the key of standards in KMS, by digest, since KMS takes no message over 4,096 bytes. */
export function kmsSignBytes(kms: KMSClient, keyArn: string): SignBytes {
  return async (bytes) => {
    const command = new SignCommand({
      KeyId: keyArn,
      Message: createHash('sha256').update(bytes).digest(),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    });
    const { Signature } = await kms.send(command).catch((error: unknown) => {
      throw outcomeOf(error) === 'final' ? failed(error) : unavailable('kms');
    });
    if (!Signature) throw failed(undefined);
    return Signature;
  };
}

/** The names of the headers; whoever still speaks OpenGDPR reads the older ones (section 10.1). */
const NAMES = ['OpenDSR', 'OpenGDPR'] as const;

/** A body with the headers that say who signed it, and the signature of its SHA-256 digest (section 7.3). */
export async function signedMessage(
  sign: SignBytes,
  publicUrl: string,
  value: unknown,
): Promise<{ readonly body: string; readonly headers: Readonly<Record<string, string>> }> {
  const body = JSON.stringify(value);
  const signature = Buffer.from(await sign(Buffer.from(body))).toString('base64');
  const domain = new URL(publicUrl).hostname;
  const headers = NAMES.flatMap((name) => [
    [`X-${name}-Processor-Domain`, domain],
    [`X-${name}-Signature`, signature],
  ]);
  return { body, headers: Object.fromEntries(headers) as Record<string, string> };
}
