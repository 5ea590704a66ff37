import { eventWrite } from '../audit/record-event.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import { fieldsWhere, parseOrRefuse, recordSchemas, type RecordValues } from '../catalogue/record-schema.ts';
import type { RecordId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { told, type Processing } from '../subjects/admit.ts';
import { activeCheck, formerKeyWrite, writable } from '../subjects/control.ts';
import { identifierTokens, tokenWrites } from '../subjects/identifiers.ts';
import { checkReferences } from './check-references.ts';
import { RecordConflict } from './conflict.ts';
import { admitRecord, unmovedChecks, withoutStopped, type People, type SeenRecord } from './gate.ts';
import { numberFor } from './number.ts';
import { loadRecord, type LoadedRecord } from './load-record.ts';
import { homeOf, personOf } from './references.ts';
import { needsOwnKey, sealRecord, type OpenRecord } from './shape.ts';

/** RFC 7396: null removes, objects merge, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> =
    target !== null && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

/** Values without those that only the product assigns. */
function given(declaration: RecordDeclaration, values: RecordValues): RecordValues {
  const assigned = fieldsWhere(declaration, (field) => field.assigned === true);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !assigned.includes(name)));
}

/** Refuses a change of a record whose declaration says that it is final. */
export function refuseFrozen(declaration: RecordDeclaration, values: RecordValues): void {
  const rule = declaration.frozenWhen;
  if (rule && rule.values.includes(String(values[rule.field]))) {
    throw new Problem('conflict', {
      detail: 'This record is final; correct it with a new one.',
      violations: [{ pointer: `/${rule.field}`, rule: 'final' }],
    });
  }
}

/** A person cannot be swapped out under a record: its id says where it lives. */
function refuseMove(declaration: RecordDeclaration, id: RecordId, values: RecordValues): void {
  if (declaration.home.in !== 'field' || homeOf(declaration, values) === personOf(id)) return;
  const rule = { pointer: `/${declaration.home.field}`, rule: 'fixed' };
  throw new Problem('rule.violated', {
    detail: 'Create the record anew for the other person.',
    violations: [rule],
  });
}

/** The writes of a record with other values, or with further statements of the person; the version is the condition. */
export async function changeWrites(
  workspace: Workspace,
  declaration: RecordDeclaration,
  loaded: LoadedRecord,
  values: RecordValues,
  changed: readonly string[],
  statements: readonly string[] | undefined = loaded.record.statements,
  processing: Processing = { use: 'change' },
): Promise<{ readonly after: RecordValues; readonly writes: readonly Write[] }> {
  const { item, externalId, values: before } = loaded.record;
  const subject = personOf(item.id);
  const person = subject ? writable(loaded.control, '') : undefined;
  const number = await numberFor(workspace, declaration, before, values);
  const after = { ...values, ...number?.values };
  const ownKey = needsOwnKey(declaration, after);
  const hadOwnKey = needsOwnKey(declaration, before);
  const own = ownKey && !hadOwnKey ? await workspace.vault.newOwnerKey('record') : undefined;
  const keyId = ownKey && hadOwnKey ? item.key : person?.key;
  const key = own?.key ?? (keyId ? (await workspace.vault.ownerKeys([keyId]))[0] : undefined);
  const tokens = subject ? await identifierTokens(workspace, declaration, after) : [];
  const links = await checkReferences(workspace, declaration, item.id, before, after, processing);
  const checks = subject && person ? [activeCheck(workspace, subject, person.epoch)] : [];
  const record = {
    ...loaded.stored,
    version: item.version + 1,
    schema: declaration.schemaVersion,
    updatedAt: instant(workspace.now()),
    self: undefined,
    special: undefined,
    org: undefined,
    key: undefined,
    ...(await sealRecord(workspace, declaration, item.id, after, key, {
      ...(externalId ? { externalId } : {}),
      ...(statements ? { statements } : {}),
      ownKey,
    })),
  };
  const writes: Write[] = [
    {
      put: record,
      at: workspace.keys.record(item.id),
      if: {
        expression: '#version = :version',
        names: { '#version': 'version' },
        values: { ':version': item.version },
      },
    },
    ...checks,
    ...unmovedChecks(workspace, loaded.people, [...checks, ...links]),
    ...(own ? [own.write] : []),
    ...(subject && hadOwnKey && !ownKey && item.key ? [formerKeyWrite(workspace, subject, item.key)] : []),
    ...links,
    ...(subject ? tokenWrites(workspace, subject, item.id, tokens) : []),
    ...(number ? [number.write] : []),
    eventWrite(workspace, {
      action: 'record.change',
      target: item.id,
      type: declaration.type,
      ...(subject ? { subject } : {}),
      fields: changed,
      ...told(processing),
    }),
  ];
  return { after, writes };
}

/** A change that is ready to be written, with the record as it was and as it will be. */
export interface PreparedChange {
  readonly before: OpenRecord;
  readonly after: OpenRecord;
  readonly people: People;
  readonly writes: readonly Write[];
}

/**
 * Prepares a change of a record by an RFC 7396 patch, for a transaction of the caller's. `conflict` for a final record,
 * `rule.violated` for values that the declaration refuses, `forbidden` for a field that `mayChange` does not reach,
 * `precondition.failed` when the record is not at `version` (any version unless given), `subject.restricted` when a
 * field of the patch must not be changed now.
 */
export async function preparedChange(
  workspace: Workspace,
  declaration: RecordDeclaration,
  id: RecordId,
  patch: Readonly<Record<string, unknown>>,
  mayChange: (field: string) => boolean,
  how: Processing & { readonly version?: number } = { use: 'change' },
): Promise<PreparedChange> {
  const { version, ...processing } = how;
  const loaded = await loadRecord(workspace, declaration, id);
  const { record } = loaded;
  if (version !== undefined && record.item.version !== version) throw new Problem('precondition.failed');
  refuseFrozen(declaration, record.values);
  const touched = Object.keys(patch);
  if (touched.some((name) => name in declaration.fields && !mayChange(name))) throw new Problem('forbidden');
  admitRecord(declaration, record, loaded.people, processing, touched);
  const merged = mergePatch(given(declaration, record.values), patch);
  const parsed = parseOrRefuse(recordSchemas(declaration).values, merged) as RecordValues;
  const assigned = fieldsWhere(
    declaration,
    (field, name) => field.assigned === true && name in record.values,
  );
  const values = { ...parsed, ...Object.fromEntries(assigned.map((name) => [name, record.values[name]])) };
  refuseMove(declaration, id, values);
  const { after, writes } = await changeWrites(
    workspace,
    declaration,
    loaded,
    values,
    touched,
    undefined,
    processing,
  );
  const item = { ...record.item, version: record.item.version + 1, updatedAt: instant(workspace.now()) };
  return { before: record, after: { ...record, item, values: after }, people: loaded.people, writes };
}

/**
 * Changes a record by an RFC 7396 patch, at the version the caller has read.
 * `mayChange` says which fields the caller's role reaches; another one is `forbidden`.
 */
export async function changeRecord(
  workspace: Workspace,
  declaration: RecordDeclaration,
  id: RecordId,
  version: number,
  patch: Readonly<Record<string, unknown>>,
  mayChange: (field: string) => boolean,
  processing: Processing = { use: 'change' },
): Promise<{ readonly version: number; readonly record: SeenRecord }> {
  const conflict = new RecordConflict(workspace);
  const how = { ...processing, version };
  for (;;) {
    const { after, people, writes } = await preparedChange(workspace, declaration, id, patch, mayChange, how);
    try {
      await workspace.tables.write(writes);
      // The answer shows what may be looked at.
      const { record } = withoutStopped(declaration, after, people, { ...processing, use: 'view' }, []);
      return { version: after.item.version, record };
    } catch (error) {
      await conflict.resolve(error, writes);
    }
  }
}
