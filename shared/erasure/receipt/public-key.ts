import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { failed, outcomeOf, unavailable } from '../../store/retries.ts';

/** Gives the public key of receipts as PEM; asked of KMS once per process, since the key never changes. */
export function kmsPublicKey(kms: KMSClient, keyArn: string): () => Promise<string> {
  let held: Promise<string> | undefined;
  const ask = async () => {
    const { PublicKey } = await kms
      .send(new GetPublicKeyCommand({ KeyId: keyArn }))
      .catch((error: unknown) => {
        throw outcomeOf(error) === 'final' ? failed(error) : unavailable('kms');
      });
    if (!PublicKey) throw failed(undefined);
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    return key.export({ type: 'spki', format: 'pem' }).toString();
  };
  return () => {
    held ??= ask();
    held.catch(() => (held = undefined));
    return held;
  };
}
