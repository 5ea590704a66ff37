import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { AwsClientStub } from 'aws-sdk-client-mock';
import { mockClient } from 'aws-sdk-client-mock';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';

/** A key service that binds what it wraps to its key and encryption context, as KMS does. */
export interface KeyService {
  readonly client: KMSClient;
  readonly stub: AwsClientStub<KMSClient>;
  /** Lets every opening fail with this error, until told `undefined`. */
  failWith(error: Error | undefined): void;
}

const CONTEXT = (key: string | undefined, context: Record<string, string> | undefined) =>
  Buffer.from(canonicalJson([key, context]));

/** Builds one with a random secret. */
export function keyService(): KeyService {
  const secret = randomBytes(32);
  const client = new KMSClient({ region: 'eu-central-1' });
  const stub = mockClient(client);
  let fault: Error | undefined;
  stub
    .on(GenerateDataKeyCommand)
    .callsFake(async (input: { KeyId?: string; EncryptionContext?: Record<string, string> }) => {
      const Plaintext = randomBytes(32);
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce);
      cipher.setAAD(CONTEXT(input.KeyId, input.EncryptionContext));
      const text = Buffer.concat([cipher.update(Plaintext), cipher.final()]);
      return {
        Plaintext: new Uint8Array(Plaintext),
        CiphertextBlob: Buffer.concat([nonce, text, cipher.getAuthTag()]),
      };
    });
  stub
    .on(DecryptCommand)
    .callsFake(
      async (input: {
        KeyId?: string;
        CiphertextBlob: Uint8Array;
        EncryptionContext?: Record<string, string>;
      }) => {
        if (fault) throw fault;
        const blob = input.CiphertextBlob;
        const decipher = createDecipheriv('aes-256-gcm', secret, blob.subarray(0, 12));
        decipher.setAAD(CONTEXT(input.KeyId, input.EncryptionContext));
        decipher.setAuthTag(blob.subarray(-16));
        try {
          const text = Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()]);
          return { Plaintext: new Uint8Array(text) };
        } catch {
          throw Object.assign(new Error('refused'), { name: 'InvalidCiphertextException' });
        }
      },
    );
  return { client, stub, failWith: (error) => void (fault = error) };
}
