import { createSHA256 } from 'hash-wasm';

/** A digest under way, as it can be written down; it may hold the last bytes that were taken. */
export interface HashState {
  /** State of the library, base64; another version of it may refuse it. */
  readonly state: string;
  /** Bytes taken so far. */
  readonly length: number;
}

/** SHA-256 whose state can be kept between two turns: for an archive that no single process writes to its end. */
export interface RunningSha256 {
  update(bytes: Uint8Array): void;
  /** Bytes taken so far. */
  readonly length: number;
  /** What to go on from. */
  readonly state: HashState;
  /** The digest of what was taken so far, hexadecimal; more can be taken afterwards. */
  digest(): string;
}

/** Begins a digest, or goes on from a state. */
export async function runningSha256(from?: HashState): Promise<RunningSha256> {
  const hash = await createSHA256();
  hash.init();
  if (from) hash.load(Buffer.from(from.state, 'base64'));
  let length = from?.length ?? 0;
  return {
    update(bytes) {
      hash.update(bytes);
      length += bytes.length;
    },
    get length() {
      return length;
    },
    get state() {
      return { state: Buffer.from(hash.save()).toString('base64'), length };
    },
    digest() {
      const state = hash.save();
      const digest = hash.digest();
      hash.init();
      hash.load(state);
      return digest;
    },
  };
}
