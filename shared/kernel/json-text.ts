import { Problem } from './problems.ts';

/** Deepest nesting of a body; a flat field has depth 1. */
export const DEPTH_LIMIT = 32;

/** Most members and elements that one body may hold altogether. */
export const PARTS_LIMIT = 20_000;

/** Names that would reach an object's prototype when a body is copied carelessly; refused, never dropped. */
export const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|-?\d[\d.eE+-]*/g;
const SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * Parses JSON of a caller (RFC 8259 within the limits of RFC 7493): bounded depth and size, no name twice in one
 * object, no prototype name, no lone surrogate, no number beyond a double. The engine's message quotes its input,
 * so every refusal is ours.
 */
export function parseJsonText(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('request.malformed', { detail: 'Send one JSON value.' });
  }
  inspect(text);
  return value;
}

/** Walks the tokens of a text that is known to be JSON; strings are closed, hence linear time. */
function inspect(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let parts = 0;
  let last: string | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    const first = token[0];
    if (first === '{' || first === '[') {
      open.push(first === '{' ? new Set() : undefined);
      if (open.length > DEPTH_LIMIT) throw new Problem('request.too-deep');
    } else if (first === '}' || first === ']') open.pop();
    else if (first === ':') admitName(last ?? '""', open.at(-1));
    else if (first === '"') {
      if (SURROGATE.test(token) && !(JSON.parse(token) as string).isWellFormed()) {
        throw new Problem('request.malformed', { detail: 'Text has to be well-formed Unicode.' });
      }
    } else if (first !== ',' && !Number.isFinite(Number(token))) {
      throw new Problem('request.malformed', { detail: 'Numbers have to fit a double.' });
    }
    if ((first === ',' || first === '{' || first === '[') && ++parts > PARTS_LIMIT) {
      throw new Problem('request.malformed', { detail: 'The body has too many parts.' });
    }
    last = token;
  }
}

function admitName(token: string, names: Set<string> | undefined): void {
  const name = JSON.parse(token) as string;
  if (PROTOTYPE_NAMES.has(name)) throw new Problem('request.malformed', { detail: 'A name is reserved.' });
  if (names?.has(name)) throw new Problem('request.malformed', { detail: 'An object has a name twice.' });
  names?.add(name);
}
