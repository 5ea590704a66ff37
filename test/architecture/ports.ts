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
    through: ['workspace', 'clauses', 'write-refusal', 'due'],
    because: 'principals and keys are items; an address is forgotten soon',
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
  { from: 'shared/subjects', to: 'shared/store', through: ['grammar'], because: 'kinds of due work' },
  {
    from: 'shared/due',
    to: 'shared/store',
    through: ['grammar', 'office', 'system-tables'],
    because: 'copies are in the system namespace',
  },
  {
    from: 'shared/due',
    to: 'shared/access',
    through: ['delete-principal'],
    because: 'addresses of former members',
  },
  {
    from: 'shared/rights',
    to: 'shared/crypto',
    through: ['frames'],
    because: 'documents about who asks are sealed in frames',
  },
  {
    from: 'shared/rights',
    to: 'shared/access',
    through: ['principal'],
    because: 'whoever is logged in is known by the account’s mailbox',
  },
  {
    from: 'shared/rights',
    to: 'shared/access',
    through: ['principal'],
    because: 'requests are assigned to officers',
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
    through: ['create-api-key', 'create-principal', 'delete-principal', 'principal'],
    because: 'first administrator',
  },
  {
    from: 'shared/files',
    to: 'shared/store',
    through: ['clients', 'clients/s3', 'office', 'sessions'],
    because: 'objects under the tenant’s session',
  },
  {
    from: 'shared/intake',
    to: 'shared/store',
    through: ['grammar', 'office', 'system-tables'],
    because:
      'a door opens the tenant that a message is for; public names and counters are in the system namespace',
  },
  { from: 'shared/intake', to: 'shared/access', through: ['read-principals'], because: 'officers are told' },
  {
    from: 'shared/intake',
    to: 'shared/crypto',
    through: ['frames'],
    because: 'originals are sealed in frames',
  },
  { from: 'shared/files', to: 'shared/crypto', through: ['frames'], because: 'files are sealed in frames' },
  { from: 'shared/imports', to: 'shared/crypto', through: ['lookup-token'], because: 'tombstones' },
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
      'delete-principal',
      'read-principals',
      'revoke-api-key',
    ],
    because: 'routes of members',
  },
];

/** Ports from one capability room into another one. */
const ROOMS: readonly Port[] = [
  {
    from: 'shared/due',
    to: 'shared/erasure',
    through: ['end-kept', 'scene'],
    because: 'statutory ends; every version of a document',
  },
  { from: 'shared/due', to: 'shared/exports', through: ['package-store'], because: 'ends of packages' },
  {
    from: 'shared/due',
    to: 'shared/files',
    through: ['hand-over', 'objects'],
    because: 'ends of packages and copies',
  },
  {
    from: 'shared/due',
    to: 'shared/rights',
    through: [
      'acts/former-values',
      'attend',
      'desk/holds/attend-hold',
      'identity/end-documents',
      'notices/attend-notices',
      'runs',
    ],
    because: 'clocks of requests, notices and holds, ends of former values and documents',
  },
  { from: 'shared/due', to: 'shared/intake', through: ['end-content'], because: 'clocks of messages' },
  {
    from: 'shared/intake',
    to: 'shared/rights',
    through: [
      'deadlines/hours',
      'letters/content',
      'letters/moments',
      'letters/render',
      'model',
      'open-request',
      'rights',
      'stored',
    ],
    because: 'messages become requests, and are answered by letters',
  },
  { from: 'shared/intake', to: 'shared/tenants', through: ['settings'], because: 'name and country' },
  { from: 'shared/intake', to: 'shared/mail', through: ['outbox'], because: 'letters' },
  {
    from: 'shared/intake',
    to: 'shared/files',
    through: ['hand-over', 'objects'],
    because: 'originals of messages',
  },
  {
    from: 'shared/erasure',
    to: 'shared/rights',
    through: [
      'desk/holds/hold-back',
      'life-cycle',
      'model',
      'notices/attend-notices',
      'notices/compose-notices',
      'notices/notice',
      'notices/told',
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
    because: 'carries out the plan of a request, and tells recipients',
  },
  {
    from: 'shared/erasure',
    to: 'shared/records',
    through: ['check-references', 'references', 'shape'],
    because: 'opens, copies and unlinks records',
  },
  {
    from: 'shared/erasure',
    to: 'shared/consent',
    through: ['consents'],
    because: 'the proof of a consent is kept',
  },
  {
    from: 'shared/erasure',
    to: 'shared/subjects',
    through: ['control', 'holds', 'identifiers', 'restrictions'],
    because: 'freezes and ends a person, unless something is held',
  },
  {
    from: 'shared/exports',
    to: 'shared/recipients',
    through: ['disclosed-to', 'recipient', 'recipient-categories', 'record-disclosure'],
    because: 'a package names recipients, or goes to one',
  },
  {
    from: 'shared/recipients',
    to: 'shared/records',
    through: ['references'],
    because: 'what is disclosed is a record that is there',
  },
  {
    from: 'shared/recipients',
    to: 'shared/subjects',
    through: ['admit', 'control'],
    because: 'a disclosure is a use, and a write about a person',
  },
  {
    from: 'shared/recipients',
    to: 'shared/tenants',
    through: ['settings'],
    because: 'language of the business',
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
    through: ['control', 'grounds', 'person-view', 'restrictions'],
    because: 'finds what is held',
  },
  { from: 'shared/exports', to: 'shared/consent', through: ['consents'], because: 'consents are held' },
  {
    from: 'shared/exports',
    to: 'shared/erasure',
    through: ['marks'],
    because: 'marks of identifiers are held, too',
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
    through: [
      'acts/former-values',
      'authorities',
      'contact',
      'identity/authority',
      'identity/challenges',
      'letters-sent',
      'letters/transfer',
      'letters/write-letter',
      'model',
      'receiver',
      'request-store',
      'rights',
      'sealed',
      'stored',
    ],
    because: 'a package answers a request',
  },
  { from: 'shared/exports', to: 'shared/mail', through: ['outbox'], because: 'a link goes by mail' },
  { from: 'shared/exports', to: 'shared/tenants', through: ['settings'], because: 'country of the business' },
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
  {
    from: 'shared/imports',
    to: 'shared/files',
    through: ['hand-over', 'objects'],
    because: 'uploads, refused rows',
  },
  {
    from: 'shared/files',
    to: 'shared/records',
    through: ['conflict', 'create-record', 'delete-record', 'gate', 'load-record', 'references', 'shape'],
    because: 'a file is a record with bytes',
  },
  {
    from: 'shared/files',
    to: 'shared/subjects',
    through: ['admit', 'control'],
    because: 'a frozen person takes no files, a restricted one neither',
  },
  {
    from: 'shared/records',
    to: 'shared/subjects',
    through: ['admit', 'control', 'grounds', 'holds', 'identifiers', 'person-view'],
    because: 'every use of a person’s data asks the person’s control, every write checks it',
  },
  {
    from: 'shared/rights',
    to: 'shared/records',
    through: ['change-record', 'look-up', 'references', 'shape', 'statement', 'view'],
    because: 'candidates, contact data on file, corrections',
  },
  {
    from: 'shared/rights',
    to: 'shared/recipients',
    through: ['disclosed-to', 'disclosure', 'kinds', 'recipient'],
    because: 'recipients are told (Art. 19)',
  },
  {
    from: 'shared/rights',
    to: 'shared/consent',
    through: ['consents', 'withdraw'],
    because: 'a withdrawal is a right',
  },
  {
    from: 'shared/consent',
    to: 'shared/subjects',
    through: ['control', 'restrictions'],
    because: 'what rests on a consent stops with it',
  },
  {
    from: 'shared/rights',
    to: 'shared/subjects',
    through: ['control', 'grounds', 'holds', 'identifiers', 'person-view', 'restrictions'],
    because: 'a request is about a person, and restricts or frees the data',
  },
  { from: 'shared/rights', to: 'shared/tenants', through: ['settings'], because: 'calendar of the business' },
  { from: 'shared/rights', to: 'shared/mail', through: ['outbox'], because: 'letters' },
  { from: 'shared/rights', to: 'shared/files', through: ['objects'], because: 'documents about who asks' },
  {
    from: 'shared/mail',
    to: 'shared/subjects',
    through: ['work'],
    because: 'every mail is a use that passes',
  },
];

/** Every port. */
export const PORTS: readonly Port[] = [...FOUNDATION, ...BELOW, ...ROOMS];
