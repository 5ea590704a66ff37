import { append, eraserDeletes, type ItemKind } from './item-kind.ts';

/** Items of the key table. */
export const KEY_ITEMS = {
  wrapping: {
    ...append,
    table: 'keys',
    pk: 'T#{tenant}#WRP',
    sk: '{name}#{version}',
    holds: 'wrapping key under KMS; lookup, tombstone and cursor keys under the wrapping key',
  },
  ownerKey: {
    ...eraserDeletes,
    table: 'keys',
    pk: 'T#{tenant}#KEY#{key}',
    sk: 'CTL',
    holds: 'one wrapped owner key',
  },
  token: {
    ...eraserDeletes,
    table: 'keys',
    pk: 'T#{tenant}#TOK#{token}',
    sk: '{subject}',
    holds: 'a keyed token of an identifier, a person who answers to it, and the record that says so',
  },
  tokenOf: {
    ...eraserDeletes,
    table: 'keys',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'TOK#{token}',
    holds: 'the way back from a person to the tokens',
  },
  externalId: {
    ...eraserDeletes,
    table: 'keys',
    pk: 'T#{tenant}#XID#{token}',
    sk: 'CTL',
    holds: 'a keyed token of type and external id, and the record',
  },
} as const satisfies Record<string, ItemKind>;
