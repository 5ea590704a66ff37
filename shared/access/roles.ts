import type { FieldGroup } from '../catalogue/vocabulary.ts';

/** What can be done; `lookUp` finds a person by identifier, `decide` approves or refuses a request. */
export const VERBS = [
  'read',
  'list',
  'create',
  'change',
  'delete',
  'lookUp',
  'import',
  'export',
  'open',
  'decide',
  'configure',
] as const;
/** A verb of the permission matrix. */
export type Verb = (typeof VERBS)[number];

/** What it is done to, beyond the record types: requests, members, keys, recipients and disclosures, jobs, the data map, the log, kept items, oneself. */
export const RESOURCES = [
  'contact',
  'customer',
  'product',
  'order',
  'invoice',
  'note',
  'file',
  'person',
  'consent',
  'audience',
  'request',
  'kept',
  'job',
  'member',
  'apiKey',
  'recipient',
  'disclosure',
  'tenant',
  'event',
  'dataMap',
  'self',
] as const;
/** A resource of the permission matrix; a record type that is no resource yet is `record`. */
export type Resource = (typeof RESOURCES)[number] | 'record';

/** A permission, for example `contact:read`. */
export type Permission = `${Resource}:${Verb}`;

/** One grant: verbs on resources, with the field groups that are visible (all groups unless named). */
export interface Grant {
  readonly on: readonly Resource[];
  readonly may: readonly Verb[];
  readonly groups?: readonly FieldGroup[];
}

/** What every caller may: learn who the credentials say they are, and exercise rights of one's own. */
const oneself: Grant = { on: ['self'], may: ['read', 'open'] };

const records = ['contact', 'customer', 'product', 'order', 'invoice', 'note', 'file', 'record'] as const;

/** The role matrix: default deny; a role may do what one of its grants says, on the field groups that it names. */
export const ROLES = {
  admin: [
    oneself,
    { on: records, may: ['read', 'list', 'create', 'change', 'delete', 'lookUp', 'import', 'export'] },
    { on: ['person'], may: ['read', 'lookUp'] },
    { on: ['consent'], may: ['read', 'create', 'change'] },
    { on: ['audience'], may: ['list'] },
    { on: ['request'], may: ['open', 'read', 'list', 'change'] },
    { on: ['job'], may: ['read', 'list', 'create', 'import', 'export'] },
    { on: ['member', 'apiKey'], may: ['read', 'list', 'create', 'change', 'delete'] },
    { on: ['recipient'], may: ['read', 'list', 'create', 'change'] },
    { on: ['disclosure'], may: ['list', 'create'] },
    { on: ['tenant'], may: ['read', 'configure'] },
    { on: ['event', 'dataMap'], may: ['read', 'list'] },
  ],
  officer: [
    oneself,
    { on: records, may: ['read', 'list', 'lookUp'] },
    { on: ['person'], may: ['read', 'lookUp'] },
    { on: ['consent'], may: ['read', 'create', 'change'] },
    { on: ['audience'], may: ['list'] },
    { on: ['request'], may: ['open', 'read', 'list', 'change', 'decide'] },
    { on: ['recipient'], may: ['read', 'list', 'create', 'change'] },
    { on: ['disclosure'], may: ['list', 'create'] },
    { on: ['kept'], may: ['read', 'lookUp'] },
    { on: ['job', 'member'], may: ['read', 'list'] },
    { on: ['tenant', 'event', 'dataMap'], may: ['read', 'list'] },
  ],
  sales: [
    oneself,
    {
      on: ['contact', 'customer', 'order', 'note', 'file', 'product', 'record'],
      may: ['read', 'list', 'create', 'change', 'lookUp'],
      groups: ['identity', 'contact', 'commercial', 'logistics', 'content'],
    },
    { on: ['invoice'], may: ['read', 'list', 'create'] },
    { on: ['person'], may: ['read', 'lookUp'] },
    { on: ['consent'], may: ['create', 'change'] },
    { on: ['audience'], may: ['list'] },
    { on: ['request'], may: ['open'] },
    { on: ['job'], may: ['read', 'list', 'create', 'import'] },
    { on: ['dataMap'], may: ['read'] },
  ],
  warehouse: [
    oneself,
    { on: ['product'], may: ['read', 'list', 'create', 'change'] },
    { on: ['order'], may: ['read', 'list', 'change'], groups: ['logistics'] },
    { on: ['dataMap'], may: ['read'] },
  ],
  finance: [
    oneself,
    { on: ['invoice'], may: ['read', 'list', 'create', 'change', 'lookUp', 'export'] },
    {
      on: ['customer', 'order', 'contact'],
      may: ['read', 'list', 'lookUp'],
      groups: ['identity', 'contact', 'commercial', 'financial'],
    },
    { on: ['product'], may: ['read', 'list'] },
    { on: ['kept'], may: ['read', 'lookUp'] },
    { on: ['dataMap'], may: ['read'] },
  ],
  readOnly: [
    oneself,
    { on: records, may: ['read', 'list'], groups: ['identity', 'commercial', 'logistics'] },
    { on: ['dataMap'], may: ['read'] },
  ],
  service: [
    oneself,
    { on: records, may: ['read', 'list', 'create', 'change', 'lookUp', 'import'] },
    { on: ['job'], may: ['read', 'list', 'create', 'import'] },
    { on: ['consent'], may: ['create', 'change'] },
    { on: ['audience'], may: ['list'] },
    { on: ['request'], may: ['open'] },
    { on: ['dataMap'], may: ['read'] },
  ],
} as const satisfies Record<string, readonly Grant[]>;
/** A role of the matrix. */
export type Role = keyof typeof ROLES;

/** True when the role may do it (default deny). */
export function may(role: Role, permission: Permission): boolean {
  return visibleGroups(role, permission) !== undefined;
}

/** The field groups that a role meets under a permission: a list, `all`, or undefined when it may not at all. */
export function visibleGroups(role: Role, permission: Permission): readonly FieldGroup[] | 'all' | undefined {
  const [resource, verb] = permission.split(':') as [Resource, Verb];
  const grants: readonly Grant[] = ROLES[role];
  const granted = grants.filter((grant) => grant.on.includes(resource) && grant.may.includes(verb));
  if (granted.length === 0) return undefined;
  return granted.some((grant) => grant.groups === undefined)
    ? 'all'
    : granted.flatMap((grant) => grant.groups ?? []);
}
