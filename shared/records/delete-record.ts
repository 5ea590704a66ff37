import { eventWrite } from '../audit/record-event.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { equals } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';
import { told, type Processing } from '../subjects/admit.ts';
import { activeCheck, formerKeyWrite, writable } from '../subjects/control.ts';
import { refuseHeld } from '../subjects/holds.ts';
import { refuseFrozen } from './change-record.ts';
import { checkReferences } from './check-references.ts';
import { admitRecord, unmovedChecks } from './gate.ts';
import { RecordConflict } from './conflict.ts';
import { loadRecord } from './load-record.ts';
import { personOf, referencesIn } from './references.ts';
import { needsOwnKey } from './shape.ts';
import { fieldsWhere } from '../catalogue/record-schema.ts';

/**
 * Deletes one record at the version that the caller has read and frees its external id. This is housekeeping, not
 * erasure: keys and tokens of the person stay until an erasure, and a token that leads to no record finds nobody.
 * `subject.restricted` when something in it must not be used: it may be evidence (Art. 18(1)(b) and (c)).
 */
export async function deleteRecord(
  workspace: Workspace,
  declaration: RecordDeclaration,
  id: RecordId,
  version: number,
  processing: Processing = { use: 'change' },
): Promise<void> {
  const conflict = new RecordConflict(workspace);
  for (;;) {
    const { record, control, people } = await loadRecord(workspace, declaration, id);
    if (record.item.version !== version) throw new Problem('precondition.failed');
    refuseFrozen(declaration, record.values);
    refuseHeld(control, id);
    admitRecord(declaration, record, people, processing);
    const subject = personOf(id);
    const withoutLinks = Object.fromEntries(
      Object.entries(record.values).filter(([name]) => declaration.fields[name]?.whose !== 'link'),
    );
    const links =
      referencesIn(declaration, record.values).length > 0
        ? await checkReferences(workspace, declaration, id, record.values, withoutLinks, processing)
        : [];
    const checks = subject ? [activeCheck(workspace, subject, writable(control, '').epoch)] : [];
    const writes = [
      {
        delete: true as const,
        at: workspace.keys.record(id),
        if: {
          expression: '#version = :version',
          names: { '#version': 'version' },
          values: { ':version': version },
        },
      },
      ...checks,
      ...unmovedChecks(workspace, people, checks),
      ...(subject && record.item.key && needsOwnKey(declaration, record.values)
        ? [formerKeyWrite(workspace, subject, record.item.key)]
        : []),
      ...links,
      // Only the eraser deletes from the key table; what is put instead leads to nobody.
      ...(record.item.external
        ? [
            {
              put: { freed: true },
              at: workspace.keys.externalId(record.item.external),
              if: equals('record', id),
            },
          ]
        : []),
      eventWrite(workspace, {
        action: 'record.delete' as const,
        target: id,
        type: declaration.type,
        ...(subject ? { subject } : {}),
        fields: fieldsWhere(declaration, (field, name) => field.kind !== 'plain' && name in record.values),
        ...told(processing),
      }),
    ];
    try {
      await workspace.tables.write(writes);
      return;
    } catch (error) {
      await conflict.resolve(error, writes);
    }
  }
}
