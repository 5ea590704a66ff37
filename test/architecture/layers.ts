/**
 * The layers, lowest first. A file imports from its own room, from lower layers, and from other rooms of its layer
 * only through a port (see ports.ts). Rooms that no row names are capability rooms.
 */
export const LAYERS = [
  { name: 'kernel', rooms: ['shared/kernel'] },
  { name: 'catalogue', rooms: ['shared/catalogue'] },
  {
    name: 'foundation',
    rooms: ['shared/crypto', 'shared/store', 'shared/office', 'shared/audit', 'shared/access'],
  },
  { name: 'capability', rooms: [] },
  { name: 'http', rooms: ['shared/http'] },
  { name: 'function', rooms: [] },
] as const;
/** The name of a layer of the product. */
export type Layer = (typeof LAYERS)[number]['name'];

/** Files of the foundation that everything above may use; the rest is internal to its room unless a port names it. */
export const OPEN: Readonly<Record<string, string>> = {
  'shared/store/workspace.ts': 'contract',
  'shared/store/clauses.ts': 'conditions',
  'shared/store/write-refusal.ts': 'refusals',
  'shared/store/due.ts': 'due work',
  'shared/store/pages.ts': 'queries to their end',
  'shared/store/retries.ts': 'outcomes of calls',
  'shared/audit/record-event.ts': 'events',
  'shared/audit/vocabulary.ts': 'names of actions',
  'shared/access/roles.ts': 'permissions',
};

/** A place whose imports are listed one by one; the patterns are prefixes of paths, or of names of packages. */
export interface Narrow {
  readonly place: string;
  readonly files: Readonly<Record<string, string>>;
  /** Packages that it may use; undefined: any that is declared. */
  readonly packages?: readonly string[];
}

/** Places that see less than their layer would let them. */
export const NARROW: readonly Narrow[] = [
  {
    place: 'lib/',
    files: {
      'lib/': 'itself',
      'shared/kernel/environment.ts': 'names of variables',
      'shared/kernel/regions.ts': 'allow-list of regions',
      'shared/kernel/workflow.ts': 'answers of a step',
      'shared/kernel/ids.ts': 'length of an id',
      'shared/store/grammar.ts': 'names of indexes',
    },
  },
  { place: 'local/', files: { 'local/': 'itself; no business rule lives there' } },
  {
    place: 'demo/',
    files: { 'demo/': 'itself; it knows the product by its contract only' },
  },
  { place: 'console/', files: { 'console/': 'itself; it knows the product by its contract only' } },
  {
    place: 'bin/',
    files: {
      'bin/': 'itself',
      'lib/bailiwick.ts': 'the app',
      'lib/functions.ts': 'names of functions',
      'lib/stage.ts': 'stages',
      'local/': 'starts it',
      'tools/bundle.ts': 'code of the functions',
      'tools/reference/contract-page.ts': 'page of the contract',
      'shared/erasure/receipt/verify-receipt.ts': 'offline check of a receipt',
      'shared/http/gateway-body.ts': 'body of the gateway',
      'shared/http/routes.ts': 'rows of the gateway',
    },
  },
  {
    place: 'tools/',
    files: {
      'tools/': 'itself',
      'shared/http/openapi.ts': 'public contract',
      'shared/http/routes.ts': 'rows of the contract',
      'shared/kernel/problems.ts': 'catalogue of refusals',
      'lib/region-pin.ts': 'policy of an organisation',
      'local/differences.ts': 'what the emulators do in another way',
      'local/template/excused.ts': 'what is not emulated',
    },
  },
  {
    place: 'shared/sweep/',
    files: {
      'shared/sweep/': 'itself',
      'shared/kernel/': 'ids and time',
      'shared/store/grammar.ts': 'where things are kept',
      'shared/store/workspace.ts': 'types of the tables',
    },
    packages: ['node:', '@aws-sdk/'],
  },
];

/** What a function may use of the foundation; of rooms and routes it may use everything. */
export const WIRING: readonly string[] = [
  'shared/access/authorize-request.ts',
  'shared/office/from-environment.ts',
  'shared/store/clients/',
];

/** Files that import something whose name is computed, and why that is their task. */
export const COMPUTED_IMPORTS: Readonly<Record<string, string>> = {
  'local/lambda/entry.ts': 'loads the bundle of a function',
};
