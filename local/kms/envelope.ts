import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { AwsError } from '../front/service.ts';

/** Names and values that a ciphertext is bound to; not secret, shown in audit logs. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** What a ciphertext says about itself before it is opened. */
export interface Envelope {
  readonly keyId: string;
  readonly materialVersion: number;
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly sealed: Buffer;
}

const FORMAT = 1;
const OFFSET = { keyId: 1, version: 17, nonce: 19, tag: 31, sealed: 47 } as const;

/** The one answer to every ciphertext that does not open: AWS gives neither reason nor text. */
export const invalidCiphertext = (): AwsError => new AwsError('InvalidCiphertextException', '', 400);

/** Seals with AES-256-GCM; key id and context are associated data, whatever order the context came in. */
export function seal(
  keyId: string,
  material: { readonly version: number; readonly bytes: Uint8Array },
  plaintext: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(material.bytes), nonce);
  cipher.setAAD(associated(keyId, context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const head = Buffer.alloc(OFFSET.nonce);
  head.writeUInt8(FORMAT, 0);
  head.write(keyId.replaceAll('-', ''), OFFSET.keyId, 'hex');
  head.writeUInt16BE(material.version, OFFSET.version);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), sealed]);
}

/** Reads the parts of a ciphertext blob; throws `InvalidCiphertextException` when it is none of ours. */
export function readEnvelope(blob: Buffer): Envelope {
  if (blob.length < OFFSET.sealed || blob[0] !== FORMAT) throw invalidCiphertext();
  const hex = blob.subarray(OFFSET.keyId, OFFSET.version).toString('hex');
  return {
    keyId: [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'),
    materialVersion: blob.readUInt16BE(OFFSET.version),
    nonce: blob.subarray(OFFSET.nonce, OFFSET.tag),
    tag: blob.subarray(OFFSET.tag, OFFSET.sealed),
    sealed: blob.subarray(OFFSET.sealed),
  };
}

/** Opens what `seal` made; any difference in key, context or bytes is `InvalidCiphertextException`. */
export function open(envelope: Envelope, bytes: Uint8Array | undefined, context: EncryptionContext): Buffer {
  if (!bytes) throw invalidCiphertext();
  try {
    const decipher = createDecipheriv('aes-256-gcm', createSecretKey(bytes), envelope.nonce);
    decipher.setAAD(associated(envelope.keyId, context));
    decipher.setAuthTag(envelope.tag);
    return Buffer.concat([decipher.update(envelope.sealed), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

function associated(keyId: string, context: EncryptionContext): Buffer {
  const sorted = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Buffer.from(JSON.stringify([keyId, sorted]));
}
