/** Bytes of one block (FIPS 180-4 §5.1.1). */
const BLOCK = 64;

/** A digest under way, as it can be written down. */
export interface HashState {
  /** The eight words of the intermediate value. */
  readonly words: readonly number[];
  /** Bytes taken so far. */
  readonly length: number;
  /** Bytes of a block that is not full yet, hexadecimal. */
  readonly rest: string;
}

/** The first 32 bits of the fractional part of a root, as the standard takes its constants from (§4.2.2, §5.3.3). */
function fraction(root: (value: number) => number, prime: number): number {
  return ((root(prime) % 1) * 2 ** 32) | 0;
}

const PRIMES = Array.from({ length: 312 }, (_, value) => value).filter(
  (value) =>
    value > 1 && Array.from({ length: value - 2 }, (_, at) => at + 2).every((by) => value % by !== 0),
);
const ROUNDS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt, prime));
const FIRST = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt, prime));

const turned = (word: number, by: number) => (word >>> by) | (word << (32 - by));

/**
 * SHA-256 (FIPS 180-4) whose state can be kept between two turns, which the digests of the platform cannot: for an
 * archive that no single process writes to its end.
 */
export class RunningSha256 {
  readonly #words: Int32Array;
  readonly #rest = Buffer.alloc(BLOCK);
  readonly #schedule = new Int32Array(BLOCK);
  #length: number;

  /** Begins, or goes on from a state. */
  constructor(from: HashState = { words: FIRST, length: 0, rest: '' }) {
    this.#words = Int32Array.from(from.words);
    this.#length = from.length;
    this.#rest.write(from.rest, 'hex');
  }

  update(bytes: Uint8Array): void {
    let from = 0;
    const held = this.#length % BLOCK;
    this.#length += bytes.length;
    if (held > 0) {
      from = Math.min(BLOCK - held, bytes.length);
      this.#rest.set(bytes.subarray(0, from), held);
      if (held + from < BLOCK) return;
      this.#block(this.#rest, 0);
    }
    for (; from + BLOCK <= bytes.length; from += BLOCK) this.#block(bytes, from);
    this.#rest.set(bytes.subarray(from));
  }

  /** Bytes taken so far. */
  get length(): number {
    return this.#length;
  }

  /** What to go on from. */
  get state(): HashState {
    const rest = this.#rest.toString('hex', 0, this.#length % BLOCK);
    return { words: [...this.#words], length: this.#length, rest };
  }

  /** The digest of what was taken so far, hexadecimal. */
  digest(): string {
    const ended = new RunningSha256(this.state);
    // A one bit, zeros, and the length in bits at the end of a block (§5.1.1).
    const held = this.#length % BLOCK;
    const padding = Buffer.alloc((held < BLOCK - 8 ? BLOCK : 2 * BLOCK) - held);
    padding[0] = 0x80;
    padding.writeBigUInt64BE(BigInt(this.#length) * 8n, padding.length - 8);
    ended.update(padding);
    const digest = Buffer.alloc(32);
    ended.#words.forEach((word, at) => digest.writeInt32BE(word, at * 4));
    return digest.toString('hex');
  }

  #block(bytes: Uint8Array, from: number): void {
    const w = this.#schedule;
    const words = this.#words;
    for (let at = 0, byte = from; at < 16; at++, byte += 4)
      w[at] = (bytes[byte]! << 24) | (bytes[byte + 1]! << 16) | (bytes[byte + 2]! << 8) | bytes[byte + 3]!;
    for (let at = 16; at < BLOCK; at++) {
      const early = w[at - 15]!;
      const late = w[at - 2]!;
      const s0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
      const s1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
      w[at] = w[at - 16]! + s0 + w[at - 7]! + s1;
    }
    let a = words[0]!;
    let b = words[1]!;
    let c = words[2]!;
    let d = words[3]!;
    let e = words[4]!;
    let f = words[5]!;
    let g = words[6]!;
    let h = words[7]!;
    for (let at = 0; at < BLOCK; at++) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[at]! + w[at]!) | 0;
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    words[0]! += a;
    words[1]! += b;
    words[2]! += c;
    words[3]! += d;
    words[4]! += e;
    words[5]! += f;
    words[6]! += g;
    words[7]! += h;
  }
}
