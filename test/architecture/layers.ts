/**
 * The layers, lowest first. A file imports from its own room, from lower layers, and from other rooms of its layer
 * only through a port below. Rooms that no row names are capability rooms.
 */
export const LAYERS = [
  { name: 'kernel', rooms: ['shared/kernel'] },
  { name: 'catalogue', rooms: ['shared/catalogue'] },
  { name: 'foundation', rooms: ['shared/crypto', 'shared/store', 'shared/audit', 'shared/access'] },
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
  'shared/store/retries.ts': 'outcomes of calls',
  'shared/audit/record-event.ts': 'events',
  'shared/audit/vocabulary.ts': 'names of actions',
  'shared/access/roles.ts': 'permissions',
};

/** A way from one room into another one of the same layer, or into the foundation beyond what is open. */
export interface Port {
  readonly from: string;
  readonly to: string;
  /** Files of `to`, without folder and extension; `clients/…` by name. */
  readonly through: readonly string[];
  readonly because: string;
}

/** Ports within the foundation. */
const FOUNDATION: readonly Port[] = [
  {
    from: 'shared/crypto',
    to: 'shared/store',
    through: ['workspace', 'clauses', 'grammar', 'write-refusal'],
    because: 'key items',
  },
  {
    from: 'shared/store',
    to: 'shared/crypto',
    through: ['expiring-cache', 'key-ring', 'provision-tenant-keys', 'section', 'vault'],
    because: 'the office opens a vault',
  },
  {
    from: 'shared/audit',
    to: 'shared/store',
    through: ['workspace', 'clauses'],
    because: 'events are items',
  },
  {
    from: 'shared/access',
    to: 'shared/store',
    through: ['workspace', 'clauses', 'write-refusal'],
    because: 'principals and keys are items',
  },
  { from: 'shared/access', to: 'shared/audit', through: ['record-event'], because: 'events' },
];

/** Ports from above into the foundation, beyond what is open. */
const BELOW: readonly Port[] = [
  {
    from: 'shared/mail',
    to: 'shared/store',
    through: ['grammar', 'office'],
    because: 'key of a mail; a sender opens the tenant that it is for',
  },
  {
    from: 'shared/due',
    to: 'shared/store',
    through: ['grammar', 'system-tables'],
    because: 'copies are in the system namespace',
  },
  {
    from: 'shared/rights',
    to: 'shared/store',
    through: ['grammar', 'office'],
    because: 'keys of a plan; a link names its tenant',
  },
  {
    from: 'shared/erasure',
    to: 'shared/crypto',
    through: ['key-ring', 'lookup-token'],
    because: 'how long a cache may hold a key; normal form of a tombstone',
  },
  {
    from: 'shared/tenants',
    to: 'shared/store',
    through: ['grammar', 'office', 'system-tables'],
    because: 'the directory is in the system namespace',
  },
  { from: 'shared/tenants', to: 'shared/crypto', through: ['provision-tenant-keys'], because: 'first keys' },
  {
    from: 'shared/tenants',
    to: 'shared/access',
    through: ['api-key-view', 'create-api-key', 'create-principal', 'revoke-api-key'],
    because: 'first administrator',
  },
  {
    from: 'shared/files',
    to: 'shared/store',
    through: ['clients', 'clients/s3', 'office', 'sessions'],
    because: 'objects under the tenant’s session',
  },
  { from: 'shared/files', to: 'shared/crypto', through: ['frames'], because: 'files are sealed in frames' },
  { from: 'shared/exports', to: 'shared/crypto', through: ['frames'], because: 'files are opened in frames' },
  {
    from: 'shared/http',
    to: 'shared/store',
    through: ['idempotency', 'office', 'system-tables'],
    because: 'a call is answered once; contexts',
  },
  {
    from: 'shared/http',
    to: 'shared/access',
    through: [
      'api-key-view',
      'change-principal',
      'create-api-key',
      'create-principal',
      'read-principals',
      'revoke-api-key',
    ],
    because: 'routes of members',
  },
];

/** Ports from one capability room into another one. */
const ROOMS: readonly Port[] = [
  {
    from: 'shared/erasure',
    to: 'shared/rights',
    through: [
      'life-cycle',
      'model',
      'plan/make-plan',
      'plan/phases',
      'plan/plan-mention',
      'plan/plan-record',
      'plan/plan-store',
      'plan/redact',
      'plan/revise-item',
      'request-store',
      'stored',
    ],
    because: 'carries out the plan of a request',
  },
  {
    from: 'shared/erasure',
    to: 'shared/records',
    through: ['check-references', 'references', 'shape'],
    because: 'opens, copies and unlinks records',
  },
  {
    from: 'shared/erasure',
    to: 'shared/subjects',
    through: ['control', 'identifiers'],
    because: 'freezes and ends a person',
  },
  {
    from: 'shared/exports',
    to: 'shared/records',
    through: ['references', 'shape'],
    because: 'opens what is held',
  },
  {
    from: 'shared/exports',
    to: 'shared/subjects',
    through: ['control', 'person-view'],
    because: 'finds what is held',
  },
  {
    from: 'shared/exports',
    to: 'shared/files',
    through: ['objects', 'sealed-file'],
    because: 'files in a package',
  },
  {
    from: 'shared/exports',
    to: 'shared/rights',
    through: ['authorities', 'model', 'request-store', 'sealed'],
    because: 'a package answers a request',
  },
  { from: 'shared/exports', to: 'shared/tenants', through: ['settings'], because: 'country of the business' },
  { from: 'shared/files', to: 'shared/records', through: ['shape'], because: 'a file is a record' },
  {
    from: 'shared/imports',
    to: 'shared/records',
    through: ['conflict', 'create-record', 'references'],
    because: 'imports prepare records and group their transactions',
  },
  {
    from: 'shared/imports',
    to: 'shared/subjects',
    through: ['identifiers'],
    because: 'erased people stay erased',
  },
  {
    from: 'shared/imports',
    to: 'shared/jobs',
    through: ['job', 'job-store', 'start-workflow'],
    because: 'an import is a job',
  },
  { from: 'shared/imports', to: 'shared/files', through: ['objects'], because: 'uploads' },
  {
    from: 'shared/records',
    to: 'shared/subjects',
    through: ['control', 'identifiers'],
    because: 'every write about a person checks the person',
  },
  {
    from: 'shared/rights',
    to: 'shared/records',
    through: ['look-up', 'references', 'shape', 'view'],
    because: 'candidates, contact data on file',
  },
  {
    from: 'shared/rights',
    to: 'shared/subjects',
    through: ['control', 'identifiers', 'person-view'],
    because: 'a request is about a person',
  },
  { from: 'shared/rights', to: 'shared/tenants', through: ['settings'], because: 'calendar of the business' },
  { from: 'shared/rights', to: 'shared/mail', through: ['outbox'], because: 'letters' },
];

/** Every port. */
export const PORTS: readonly Port[] = [...FOUNDATION, ...BELOW, ...ROOMS];

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
  'shared/store/office.ts',
  'shared/store/system-tables.ts',
  'shared/store/clients/',
];

/** Files that import something whose name is computed, and why that is their task. */
export const COMPUTED_IMPORTS: Readonly<Record<string, string>> = {
  'local/lambda/entry.ts': 'loads the bundle of a function',
};
