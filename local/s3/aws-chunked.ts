import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';
import { refusal } from './refusal.ts';

/** A chunk header or trailer line is never longer. */
const LONGEST_LINE = 16_384;

/** Takes the `aws-chunked` framing off a body, with chunk signatures or without; `trailers` fill at the end. */
export class AwsChunkedDecoder extends Transform {
  readonly trailers: Record<string, string> = {};
  #state: 'head' | 'data' | 'after' | 'trailer' | 'end' = 'head';
  #left = 0;
  #line = Buffer.alloc(0);

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      let rest = chunk;
      while (rest.length > 0) rest = this.#state === 'data' ? this.#data(rest) : this.#lineOf(rest);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    const ended = this.#state === 'end' || (this.#state === 'trailer' && this.#line.length === 0);
    done(ended ? null : refusal('IncompleteBody'));
  }

  #data(bytes: Buffer): Buffer {
    const taken = Math.min(this.#left, bytes.length);
    this.push(bytes.subarray(0, taken));
    this.#left -= taken;
    if (this.#left === 0) this.#state = 'after';
    return bytes.subarray(taken);
  }

  #lineOf(bytes: Buffer): Buffer {
    const end = bytes.indexOf(0x0a);
    this.#line = Buffer.concat([this.#line, end < 0 ? bytes : bytes.subarray(0, end + 1)]);
    if (this.#line.length > LONGEST_LINE) throw refusal('InvalidRequest', 'chunk framing');
    if (end < 0) return Buffer.alloc(0);
    const line = this.#line.toString('latin1').replace(/\r?\n$/, '');
    this.#line = Buffer.alloc(0);
    this.#take(line);
    return bytes.subarray(end + 1);
  }

  #take(line: string): void {
    if (this.#state === 'after') {
      if (line !== '') throw refusal('InvalidRequest', 'chunk framing');
      this.#state = 'head';
    } else if (this.#state === 'head') {
      const size = /^([0-9a-f]{1,10})(?:;chunk-signature=[0-9a-f]{64})?$/i.exec(line)?.[1];
      if (size === undefined) throw refusal('InvalidRequest', 'chunk framing');
      this.#left = parseInt(size, 16);
      this.#state = this.#left === 0 ? 'trailer' : 'data';
    } else if (this.#state === 'trailer') {
      if (line === '') {
        this.#state = 'end';
        return;
      }
      const colon = line.indexOf(':');
      if (colon < 1) throw refusal('InvalidRequest', 'trailer');
      this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    }
  }
}
