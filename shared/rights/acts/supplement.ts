import type { Json } from '../../kernel/canonical-json.ts';
import type { RecordId } from '../../kernel/ids.ts';
import { preparedStatement } from '../../records/statement.ts';
import type { Act } from './act-items.ts';
import { ownRecord } from './correct.ts';

/** A supplementary statement of the person, to stand beside a record. */
export interface Supplement {
  readonly act: 'supplement';
  readonly record: RecordId;
  readonly statement: string;
}

/** Adds the person's own statement to a record, also to one that is final and cannot be changed (Art. 16 sentence 2). */
export const supplement: Act<Supplement> = {
  of: ['rectification'],
  tells: 'rectification',
  async propose(scene, { record, statement }) {
    const declaration = await ownRecord(scene, record);
    await preparedStatement(scene.workspace, declaration, record, statement);
    const { type } = declaration;
    return [{ act: 'supplement', ground: '16', target: record, type, content: statement }];
  },
  async writes(scene, { target }, content: Json | undefined) {
    if (!target || typeof content !== 'string') return [];
    const declaration = await ownRecord(scene, target);
    return preparedStatement(scene.workspace, declaration, target, content);
  },
};
