import { SignCommand, type KMSClient } from '@aws-sdk/client-kms';
import { failed, outcomeOf, unavailable } from '../../store/retries.ts';
import type { Sign } from './receipt.ts';

/** Signs with the receipt key in KMS; the message itself is sent, at most 4,096 bytes (limit of KMS for RAW). */
export function kmsSign(kms: KMSClient, keyArn: string): Sign {
  return async (message) => {
    const command = new SignCommand({
      KeyId: keyArn,
      Message: message,
      MessageType: 'RAW',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
    const { Signature } = await kms.send(command).catch((error: unknown) => {
      throw outcomeOf(error) === 'final' ? failed(error) : unavailable('kms');
    });
    if (!Signature) throw failed(undefined);
    return Signature;
  };
}
