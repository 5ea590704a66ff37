import type { ItemKind } from './item-kind.ts';

/** The system namespace: opaque ids, and one certificate that everybody may see. */
export const SYSTEM_ITEMS = {
  directory: {
    table: 'data',
    pk: 'S#TEN#{tenant}',
    sk: 'CTL',
    written: ['system'],
    deleted: [],
    holds: 'state, steps of onboarding',
  },
  directoryList: {
    table: 'data',
    pk: 'S#DIR#{shard}',
    sk: '{tenant}',
    written: ['system'],
    deleted: [],
    holds: 'which tenants exist',
  },
  handle: {
    table: 'data',
    pk: 'S#HND#{token}',
    sk: 'CTL',
    written: ['system'],
    deleted: ['system'],
    holds: 'the tenant that is called so in public, by a keyed token of the name',
  },
  systemRate: {
    table: 'data',
    pk: 'S#RAT#{token}',
    sk: 'CTL',
    written: ['system'],
    deleted: ['system'],
    holds:
      'how often a public door was used by one source or for one tenant within an hour, by a keyed token',
  },
  certificate: {
    table: 'data',
    pk: 'S#CRT',
    sk: 'CTL',
    written: ['system'],
    deleted: ['system'],
    holds:
      'the certificates by which an authority vouches for the key of standards, as everybody fetches them',
  },
  systemDue: {
    table: 'data',
    pk: 'S#DUE#{day}#{shard}',
    sk: '{instant}#{tenant}#{kind}#{reference}',
    written: ['system'],
    deleted: ['system'],
    holds: 'work that becomes due, for the ticking schedule',
  },
  systemCursor: {
    table: 'data',
    pk: 'S#CUR#{name}',
    sk: 'CTL',
    written: ['system'],
    deleted: [],
    holds: 'how far a sweeper came',
  },
} as const satisfies Record<string, ItemKind>;
