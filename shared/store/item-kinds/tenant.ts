import { append, both, type ItemKind } from './item-kind.ts';

/** The tenant's own items. */
export const TENANT_ITEMS = {
  tenant: { ...both, table: 'data', pk: 'T#{tenant}#TEN', sk: 'CTL', holds: 'settings and state' },
  principal: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#PRN#{principal}',
    sk: 'CTL',
    index: { name: 'list', pk: 'T#{tenant}#LST#principal#0', sk: '{createdAt}#{principal}' },
    holds: 'role, kind, state, ids of live API keys, sealed name and address',
  },
  recipient: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#RCT#{recipient}',
    sk: 'CTL',
    index: { name: 'list', pk: 'T#{tenant}#LST#recipient#0', sk: '{createdAt}#{recipient}' },
    holds: 'whom data are disclosed to: kind, country, safeguard, purposes, sealed name and address',
  },
  apiKey: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#KEY#{apiKey}',
    sk: 'CTL',
    holds: 'SHA-256 of the secret, scopes',
  },
  sequence: { ...both, table: 'data', pk: 'T#{tenant}#SEQ#{name}', sk: 'CTL', holds: 'last number given' },
  idempotency: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#IDM#{digest}',
    sk: 'CTL',
    holds: 'fingerprint, sealed answer',
  },
  event: {
    ...append,
    table: 'data',
    pk: 'T#{tenant}#AUD#{day}#{shard}',
    sk: '{timeId}',
    index: { name: 'trail', pk: 'T#{tenant}#TRL#{subject}', sk: '{timeId}' },
    holds: 'who did what, when, for which purpose; field names, never values',
  },
  due: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#DUE#{day}#{shard}',
    sk: '{instant}#{kind}#{reference}',
    holds: 'work that becomes due; copied to the system namespace by the stream',
  },
  outbox: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#OUT#{day}#{shard}',
    sk: '{timeId}',
    holds: 'a sealed mail to be sent once',
  },
} as const satisfies Record<string, ItemKind>;
