import type { Clock } from '../clock.ts';

/** One row of a stage's MethodSettings that limits a rate. */
export interface ThrottleSetting {
  /** `*` or an upper-case method. */
  readonly method: string;
  /** Resource path, or a star for every method. */
  readonly resource: string;
  /** Requests per second. */
  readonly rate: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  filled: number;
}

/** Reads MethodSettings; rows without a rate limit nothing. */
export function readThrottling(settings: unknown): ThrottleSetting[] {
  return ((settings ?? []) as Record<string, unknown>[]).flatMap((row) => {
    const { HttpMethod = '*', ResourcePath = '/*', ThrottlingRateLimit, ThrottlingBurstLimit } = row;
    if (ThrottlingRateLimit === undefined) return [];
    // Paths of single methods are written `/~1v1~1things` (JSON pointer), the wildcard is `/*`.
    const path = String(ResourcePath as string);
    const resource = path === '/*' ? '*' : path.replace(/^\/(?=~1)/, '').replaceAll('~1', '/');
    const rate = Number(ThrottlingRateLimit);
    return [
      { method: String(HttpMethod as string), resource, rate, burst: Number(ThrottlingBurstLimit ?? rate) },
    ];
  });
}

/** Token buckets of one stage, one per method, on the virtual clock. */
export class Throttle {
  readonly #settings: readonly ThrottleSetting[];
  readonly #clock: Pick<Clock, 'now'>;
  readonly #buckets = new Map<string, Bucket>();

  constructor(settings: readonly ThrottleSetting[], clock: Pick<Clock, 'now'>) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Takes a token for a method; false when none is left. */
  admits(method: string, resource: string): boolean {
    const setting =
      this.#settings.find(
        (row) => row.resource === resource && (row.method === method || row.method === '*'),
      ) ?? this.#settings.find((row) => row.resource === '*');
    if (setting === undefined) return true;
    const key = `${method} ${resource}`;
    const now = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? { tokens: setting.burst, filled: now };
    const gained = ((now - bucket.filled) / 1000) * setting.rate;
    bucket.tokens = Math.min(setting.burst, bucket.tokens + gained);
    bucket.filled = now;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
