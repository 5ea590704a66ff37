import type { RecordDeclaration } from '../catalogue/declaration.ts';
import { fieldsWhere, parseOrRefuse, recordSchemas, type RecordValues } from '../catalogue/record-schema.ts';
import type { Purpose } from '../catalogue/vocabulary.ts';
import { eventWrite } from '../audit/record-event.ts';
import { newId, recordIdIn, type RecordId, type SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { ABSENT, any, equals } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { admit, told, type Processing } from '../subjects/admit.ts';
import { identifierTokens, tokenWrites } from '../subjects/identifiers.ts';
import { beginningOf } from '../subjects/suppressions.ts';
import { numberFor } from './number.ts';
import { checkReferences } from './check-references.ts';
import { heldIn } from './gate.ts';
import { findHome, type Home } from './home.ts';
import { needsOwnKey, sealRecord } from './shape.ts';
import { RecordConflict } from './conflict.ts';

/** How a record comes about. */
interface Creation {
  readonly assigned?: RecordValues;
  /** `collect` unless said otherwise. */
  readonly processing?: Processing;
}

/** A record that is ready to be written: its id and every part of its transaction. */
export interface PreparedRecord {
  readonly id: RecordId;
  readonly version: 1;
  readonly subject?: SubjectId;
  /** Purposes for which nobody under the addresses of a new person wants to be used. */
  readonly suppressed: readonly Purpose[];
  readonly writes: readonly Write[];
}

/** Refuses a person's fields on a record that is about nobody. */
function refuseHomelessFields(declaration: RecordDeclaration, values: RecordValues, home: Home): void {
  if (home.subject) return;
  const homeless = fieldsWhere(
    declaration,
    (field, name) => (field.kind === 'personal' || field.kind === 'special') && values[name] !== undefined,
  );
  if (homeless.length > 0) {
    throw new Problem('rule.violated', {
      detail: 'A personal field needs the person that it is about.',
      violations: homeless.map((name) => ({ pointer: `/${name}`, rule: 'needs-person' })),
    });
  }
}

/**
 * Checks and seals a new record without writing it, so that imports can group several into one transaction.
 * `assigned` holds values that only the product gives. `subject.restricted` when nothing may be collected about a person
 * whom it is about or names.
 */
export async function prepareRecord(
  workspace: Workspace,
  declaration: RecordDeclaration,
  body: unknown,
  options: Creation & {
    readonly action?: 'record.create' | 'record.import';
    /** True: nobody is expected under a suppressed address; when somebody is, the transaction fails. */
    readonly hopeful?: boolean;
  } = {},
): Promise<PreparedRecord> {
  const { processing = { use: 'collect' } } = options;
  const parsed = parseOrRefuse(recordSchemas(declaration).create, body) as Record<string, unknown>;
  const { externalId, person, ...given } = parsed as { externalId?: string; person?: string };
  const number = await numberFor(workspace, declaration, undefined, given);
  const values: RecordValues = { ...given, ...options.assigned, ...number?.values };
  const isNew = declaration.home.in === 'own' && person === undefined;
  const brought = isNew ? await identifierTokens(workspace, declaration, values) : undefined;
  const { suppressed, restrictions, checks } = await beginningOf(
    workspace,
    brought ?? [],
    options.hopeful ?? false,
  );
  const home = await findHome(workspace, declaration, person, values, restrictions);
  refuseHomelessFields(declaration, values, home);
  admit(home.control, { ...processing, fields: heldIn(declaration, Object.keys(values)) });
  const id = recordIdIn(
    home.subject ? { about: 'person', id: home.subject } : { about: 'nobody', id: newId(workspace.random) },
    newId(workspace.random),
  );
  const ownKey = needsOwnKey(declaration, values);
  const own = ownKey ? await workspace.vault.newOwnerKey('record') : undefined;
  const key = own?.key ?? home.key;
  const links = await checkReferences(workspace, declaration, id, {}, values, processing);
  const tokens = home.subject ? (brought ?? (await identifierTokens(workspace, declaration, values))) : [];
  const external = externalId ? await workspace.vault.externalToken(declaration.type, externalId) : undefined;
  const now = instant(workspace.now());
  const record = {
    id,
    type: declaration.type,
    version: 1,
    schema: declaration.schemaVersion,
    createdAt: now,
    updatedAt: now,
    ...(await sealRecord(workspace, declaration, id, values, key, {
      ...(externalId ? { externalId } : {}),
      ownKey,
    })),
    ...(external ? { external } : {}),
    listPk: workspace.keys.list(declaration.type, 0),
    listSk: `${now}#${id}`,
  };
  return {
    id,
    version: 1,
    ...(home.subject ? { subject: home.subject } : {}),
    suppressed,
    writes: [
      { put: record, at: workspace.keys.record(id), if: { expression: 'attribute_not_exists(pk)' } },
      ...home.writes,
      ...checks,
      ...(own ? [own.write] : []),
      ...links,
      ...(home.subject ? tokenWrites(workspace, home.subject, id, tokens) : []),
      ...(external ? [externalWrite(workspace, external, id)] : []),
      ...(number ? [number.write] : []),
      eventWrite(workspace, {
        action: options.action ?? 'record.create',
        target: id,
        type: declaration.type,
        ...(home.subject ? { subject: home.subject } : {}),
        fields: fieldsWhere(
          declaration,
          (field, name) => field.kind !== 'plain' && values[name] !== undefined,
        ),
        ...told(processing),
      }),
      ...restrictions.map((one) =>
        eventWrite(workspace, {
          action: 'person.restrict',
          ...(home.subject ? { subject: home.subject } : {}),
          target: one.id,
          type: one.ground,
        }),
      ),
    ],
  };
}

/** One record per type and external id; the token's item is the uniqueness, and a deleted record has freed it. */
function externalWrite(workspace: Workspace, token: string, record: RecordId): Write {
  return {
    put: { record },
    at: workspace.keys.externalId(token),
    if: any(ABSENT, equals('freed', true)),
  };
}

/**
 * Creates one record: one transaction with its keys, tokens, links and event, and with what has to be written
 * `alongside` (the stored answer of an idempotent call).
 */
export async function createRecord(
  workspace: Workspace,
  declaration: RecordDeclaration,
  body: unknown,
  options: Creation & {
    readonly operation?: string;
    readonly alongside?: (prepared: PreparedRecord) => Promise<readonly Write[]>;
  } = {},
): Promise<PreparedRecord> {
  const conflict = new RecordConflict(workspace);
  for (let hopeful = true; ; hopeful = false) {
    const prepared = await prepareRecord(workspace, declaration, body, { ...options, hopeful });
    const writes = [...prepared.writes, ...((await options.alongside?.(prepared)) ?? [])];
    try {
      await workspace.tables.write(writes, options.operation);
      return prepared;
    } catch (error) {
      await conflict.resolve(error, writes);
    }
  }
}
