import { createHash } from 'node:crypto';
import type { Id, TenantId } from '../kernel/ids.ts';
import { isId } from '../kernel/ids.ts';
import { day, instant } from '../kernel/time.ts';
import { absentOrSame } from './clauses.ts';
import type { DueKind, ItemKey } from './grammar.ts';
import { DUE_KINDS, DUE_SHARDS, SYSTEM_KEYS } from './grammar.ts';
import type { Workspace, Write } from './workspace.ts';

/** Work that becomes due at `at` (epoch milliseconds); `reference` is a request, job or kept item. */
export interface Due {
  readonly at: number;
  readonly kind: DueKind;
  readonly reference: Id;
}

/** The shard of a reference: fixed, so that due work can be found again to be cancelled. */
export function dueShard(reference: string): number {
  return (createHash('sha256').update(reference).digest()[0] ?? 0) % DUE_SHARDS;
}

/** The key of due work in its tenant's namespace. */
function dueKey(workspace: Pick<Workspace, 'keys'>, { at, kind, reference }: Due): ItemKey {
  return workspace.keys.due(day(at), dueShard(reference), instant(at), kind, reference);
}

/** Plans work, in the transaction that makes it due; planning the same twice is planning it once. */
export function dueWrite(workspace: Pick<Workspace, 'keys'>, due: Due): Write {
  const { kind, reference } = due;
  return {
    put: { kind, reference, at: instant(due.at) },
    at: dueKey(workspace, due),
    if: absentOrSame('reference', reference),
  };
}

/** Cancels planned work; what is already gone stays gone. */
export function cancelDue(workspace: Pick<Workspace, 'keys'>, due: Due): Write {
  return { delete: true, at: dueKey(workspace, due), if: absentOrSame('reference', due.reference) };
}

const TENANT_DUE = /^T#([^#]+)#DUE#[^#]+#\d+$/;

/** Reads due work back from a key of a tenant's namespace; undefined for any other key. */
export function dueOfKey(key: {
  readonly pk: string;
  readonly sk: string;
}): (Due & { readonly tenant: TenantId }) | undefined {
  const tenant = TENANT_DUE.exec(key.pk)?.[1];
  return tenant === undefined ? undefined : parsed(tenant, key.sk.split('#'));
}

const SYSTEM_DUE = /^S#DUE#[^#]+#\d+$/;

/** Reads due work back from a key of the system namespace; undefined for any other key. */
export function dueOfSystemKey(key: {
  readonly pk: string;
  readonly sk: string;
}): (Due & { readonly tenant: TenantId }) | undefined {
  const [at = '', tenant = '', ...rest] = key.sk.split('#');
  return SYSTEM_DUE.test(key.pk) ? parsed(tenant, [at, ...rest]) : undefined;
}

function parsed(tenant: string, parts: readonly string[]): (Due & { readonly tenant: TenantId }) | undefined {
  const [at = '', kind = '', reference = '', ...more] = parts;
  const epoch = Date.parse(at);
  const known = DUE_KINDS.find((one) => one === kind);
  if (more.length > 0 || !known || Number.isNaN(epoch) || !isId(tenant) || !isId(reference)) return undefined;
  return { tenant: tenant as string as TenantId, at: epoch, kind: known, reference };
}

/** The copy of due work in the system namespace, where the ticking schedule looks. */
export function systemDueKey(tenant: TenantId, { at, kind, reference }: Due): ItemKey {
  return SYSTEM_KEYS.due(day(at), dueShard(reference), instant(at), tenant, kind, reference);
}

/** Copies due work into the system namespace; copying twice is copying once. */
export function systemDueWrite(tenant: TenantId, due: Due): Write {
  const { kind, reference } = due;
  return {
    put: { tenant, kind, reference },
    at: systemDueKey(tenant, due),
    if: absentOrSame('reference', reference),
  };
}

/** Takes the copy away, once handled or cancelled. */
export function systemDueEnd(tenant: TenantId, due: Due): Write {
  return { delete: true, at: systemDueKey(tenant, due), if: absentOrSame('reference', due.reference) };
}
