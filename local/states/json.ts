/** What JSON text can hold; payloads of executions are nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object; its members are not changed. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for plain objects (not arrays, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON text; `undefined` when it is none (the parser's own message would quote the text). */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Size of a value as JSON text in UTF-8 bytes, the unit of every payload limit. */
export function byteSize(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}
