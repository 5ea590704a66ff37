import type { Id } from '../kernel/ids.ts';
import type { Binding, Item, KeyVault, OwnerKey } from '../store/workspace.ts';
import type { Role } from './roles.ts';

/** A principal is one named person, or one named service with a person who answers for it (IAM-01). */
export type PrincipalKind = 'human' | 'service';

/** Which roles a kind may have: a service neither decides on people's rights nor administers members. */
export const ROLES_OF = {
  human: ['admin', 'officer', 'sales', 'warehouse', 'finance', 'readOnly'],
  service: ['service', 'sales', 'warehouse', 'finance', 'readOnly'],
} as const satisfies Record<PrincipalKind, readonly Role[]>;

/** Live API keys that a principal can have: the one in use and the one that replaces it. */
export const LIVE_KEYS = 2;

/** A principal's directory entry: the one place where the id of an actor leads to a name. */
export interface DirectoryEntry {
  readonly name: string;
  /** Absent for services. */
  readonly email?: string;
}

/** A principal without its entry. */
export interface Principal {
  readonly id: Id;
  readonly kind: PrincipalKind;
  readonly role: Role;
  /** `former`: deleted; the id stays, for the events that name it. */
  readonly state: 'active' | 'disabled' | 'former';
  readonly version: number;
  readonly createdAt: string;
  /** Who answers for a service. */
  readonly owner?: Id;
  /** Ids of its live API keys, at most `LIVE_KEYS`. */
  readonly liveKeys: readonly Id[];
}

/** A stored principal: the entry is sealed under the tenant's key, and absent once the member was deleted. */
export interface PrincipalItem extends Principal {
  readonly entry?: Uint8Array;
}

/** A principal as members see it. */
export type Member = Omit<Principal, 'liveKeys'> & DirectoryEntry;

/** Reads a stored principal. */
export function principalFrom(item: Item | undefined): PrincipalItem | undefined {
  return item as unknown as PrincipalItem | undefined;
}

/** What the entry of a principal is bound to. */
export function entryBinding(id: Id): Binding {
  return { owner: 'tenant', type: 'principal', id, section: 'entry', schema: 1 };
}

/** What a former member is called. */
const FORMER: DirectoryEntry = { name: 'Former member' };

/** Opens the entry; undefined once it was erased. */
export function directoryEntry(
  vault: KeyVault,
  key: OwnerKey,
  { id, entry }: PrincipalItem,
): DirectoryEntry | undefined {
  return entry && (vault.open(key, entryBinding(id), entry) as unknown as DirectoryEntry);
}

/** Opens the entry and leaves out what is nobody's business. */
export function memberFrom(vault: KeyVault, key: OwnerKey, principal: PrincipalItem): Member {
  const entry = directoryEntry(vault, key, principal) ?? FORMER;
  const { id, kind, role, state, version, createdAt, owner } = principal;
  return { id, kind, role, state, version, createdAt, ...(owner && { owner }), ...entry };
}
