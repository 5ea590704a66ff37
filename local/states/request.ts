import { AwsError } from '../front/service.ts';
import { isObject, parseJson } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { LIMITS } from './limits.ts';

/** The members of one call; each reader refuses a missing or malformed value with AWS's code. */
export class Request {
  readonly #members: JsonObject;
  readonly #seen = new Set<string>();

  constructor(body: Buffer) {
    const parsed = body.length === 0 ? {} : parseJson(body.toString('utf8'));
    if (!isObject(parsed)) throw new AwsError('SerializationException', 'The request is no JSON object.');
    this.#members = parsed;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw invalid(name);
    return value;
  }

  optionalText(name: string): string | undefined {
    const value = this.#member(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw invalid(name);
    return value;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#member(name) ?? fallback;
    if (typeof value !== 'boolean') throw invalid(name);
    return value;
  }

  /** `maxResults`: 0 and absent mean 100, at most 1,000. */
  pageSize(): number {
    const value = this.#member('maxResults') ?? 0;
    const fits =
      typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LIMITS.largestPage;
    if (!fits) throw invalid('maxResults');
    return value === 0 ? LIMITS.page : value;
  }

  /** Refuses members that no reader has asked for: they are not emulated. */
  finish(): void {
    const strange = Object.keys(this.#members).find((name) => !this.#seen.has(name));
    if (strange !== undefined)
      throw new AwsError('ValidationException', `The member '${strange}' is not emulated.`);
  }

  #member(name: string): Json | undefined {
    this.#seen.add(name);
    return this.#members[name];
  }
}

function invalid(name: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${name}' failed to satisfy constraint`,
  );
}

/** A position in a list as an opaque text. */
export function pageToken(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Reads a token back; throws `InvalidToken` for anything this endpoint did not give out. */
export function readPageToken(token: string, shape: readonly ('string' | 'number')[]): (string | number)[] {
  const value = parseJson(Buffer.from(token, 'base64url').toString());
  const fits =
    Array.isArray(value) &&
    value.length === shape.length &&
    shape.every((type, index) => typeof value[index] === type);
  if (!fits) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return value as (string | number)[];
}
