import type { Operation } from './operation.ts';
import * as aliases from './operations/aliases.ts';
import * as ciphers from './operations/ciphers.ts';
import { CreateKey } from './operations/create-key.ts';
import * as keys from './operations/keys.ts';
import * as signatures from './operations/signatures.ts';
import * as states from './operations/states.ts';

/** Every operation that the local KMS answers, by name; all others are refused. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({ CreateKey, ...keys, ...states, ...aliases, ...ciphers, ...signatures }),
);
