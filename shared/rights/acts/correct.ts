import { declarationOf } from '../../catalogue/record-types.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import type { Id, RecordId } from '../../kernel/ids.ts';
import { newTimeId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { preparedChange } from '../../records/change-record.ts';
import { personOf } from '../../records/references.ts';
import type { Act, ActScene } from './act-items.ts';
import { formerValuesWrites } from './former-values.ts';

/** A correction as it is asked for: RFC 7396 over the fields of one record. */
export interface Correction {
  readonly act: 'correct';
  readonly record: RecordId;
  readonly fields: Readonly<Record<string, Json>>;
}

/** A record of the person of the request, with its declaration; `rule.violated` for any other one. */
export async function ownRecord({ workspace, person }: ActScene, record: RecordId) {
  const [item] =
    personOf(record) === person ? await workspace.tables.get([workspace.keys.record(record)]) : [];
  const declaration = item && declarationOf(item['type'] as string);
  if (declaration) return declaration;
  throw new Problem('rule.violated', {
    detail: 'Only what is held about the person of the request can be corrected.',
    violations: [{ pointer: '/acts/record', rule: 'of the person' }],
  });
}

const everyField = () => true;

/** A correction that the person asks for is no use of the data that a restriction refuses. */
const FOR_A_RIGHT = { use: 'rights' } as const;

/** Corrects a record; what stood there is kept apart, sealed, until its end (Art. 16, Art. 5(1)(d)). */
export const correct: Act<Correction> = {
  of: ['rectification'],
  tells: 'rectification',
  async propose(scene, { record, fields }) {
    const declaration = await ownRecord(scene, record);
    // Refuses now what would fail later: unknown fields, values that the declaration does not take, final records.
    await preparedChange(scene.workspace, declaration, record, fields, everyField, FOR_A_RIGHT);
    return [
      {
        act: 'correct',
        ground: '16',
        target: record,
        type: declaration.type,
        fields: Object.keys(fields).sort(),
        content: fields,
      },
    ];
  },
  async writes(scene, { id, target }, content) {
    const { workspace, request, person, control } = scene;
    if (!target) return [];
    const declaration = await ownRecord(scene, target);
    const patch = content as Readonly<Record<string, Json>>;
    const { before, writes } = await preparedChange(
      workspace,
      declaration,
      target,
      patch,
      everyField,
      FOR_A_RIGHT,
    );
    const old = Object.fromEntries(
      Object.keys(patch).map((name) => [name, (before.values[name] ?? null) as Json]),
    );
    const former = newTimeId(workspace.now(), workspace.random);
    return [
      ...writes,
      ...(await formerValuesWrites(workspace, person, control, {
        id: former,
        record: target,
        request: request.id,
        act: id as Id,
        values: old,
      })),
    ];
  },
};
