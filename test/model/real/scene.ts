import type { Id, RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { declarationOf } from '../../../shared/catalogue/record-types.ts';
import { eraseTurn, ERASER } from '../../../shared/erasure/erasure.ts';
import { SECOND } from '../../../shared/kernel/time.ts';
import type { WorkflowEvent } from '../../../shared/kernel/workflow.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { personOf } from '../../../shared/records/references.ts';
import { openRecords } from '../../../shared/records/shape.ts';
import { openRequest } from '../../../shared/rights/opening/open-request.ts';
import { load, step } from '../../../shared/rights/steps/store.ts';
import type { Item, Workspace } from '../../../shared/store/workspace.ts';
import { sweepTurn, type SweepParts } from '../../../shared/sweep/sweep.ts';
import { Killed, type Stage } from './stage.ts';
import { Broken } from './watches.ts';
import type { Gate, Task } from './schedule.ts';

/** A word that stands in everything personal about the person, and nowhere else. */
export const MARK = 'Zyxwvut';

const OFFICER = { kind: 'human', id: 'OFFICER0000000000000000000' } as const;

/** Buckets without anything in them. */
const NO_OBJECTS = { send: async () => ({}) } as unknown as Awaited<ReturnType<SweepParts['s3']>>;

/** The people and records of every scene, and an erasure of one of them that has begun to be carried out. */
export interface Cast {
  readonly ines: RecordId;
  readonly person: SubjectId;
  readonly tomas: RecordId;
  /** A note about somebody else that names the person. */
  readonly mention: RecordId;
  readonly request: Id;
}

/** The declaration of a record type that exists. */
export function typeOf(name: string) {
  const declaration = declarationOf(name);
  if (!declaration) throw new TypeError(name);
  return declaration;
}

async function made(workspace: Workspace, type: string, body: Record<string, unknown>): Promise<RecordId> {
  return (await createRecord(workspace, typeOf(type), body)).id;
}

/** Prepares a business with two people, a note of each, and an erasure that is to be carried out now. */
export async function castOf(stage: Stage): Promise<Cast> {
  await stage.open();
  const workspace = stage.process(OFFICER);
  const ines = await made(workspace, 'contact', {
    externalId: 'OLD-1',
    name: `Ines ${MARK}`,
    email: `ines.${MARK}@example.org`,
  });
  const tomas = await made(workspace, 'contact', { name: 'Tomás Vidal' });
  await made(workspace, 'note', { about: ines, text: `${MARK} is on leave` });
  const mention = await made(workspace, 'note', { about: tomas, mentions: [ines], text: `Ask Ines ${MARK}` });
  const person = personOf(ines);
  if (!person) throw new TypeError('a contact is a person');
  const { request } = await openRequest(workspace, {
    type: 'erasure',
    channel: 'post',
    receivedAt: new Date(stage.time).toISOString(),
    identifiers: [{ kind: 'name', value: 'somebody' }],
  });
  const move = (name: Parameters<typeof step>[2], set: Record<string, unknown> = {}) =>
    step(workspace, request.id, name, { set });
  await move('challenge', { subject: person });
  await move('verify');
  await move('prepare', { attempt: 1 });
  await workflow(stage, { request: request.id, step: 'plan', attempt: 1 });
  for (const item of stage.kind('REQ').filter(({ sk }) => sk.startsWith('PLN#'))) {
    const { needsReview: _seen, pk: _pk, sk: _sk, ...rest } = item as Item & { needsReview?: true };
    const at = { table: 'data', pk: item.pk, sk: item.sk } as const;
    const act = item['of'] === 'mention' ? 'redact' : item['act'];
    await workspace.tables.write([
      { put: { ...rest, act }, at, if: { expression: 'attribute_exists(#pk)', names: { '#pk': 'pk' } } },
    ]);
  }
  await move('approve', { decidedBy: OFFICER.id, decidedAt: new Date(stage.time).toISOString() });
  await move('execute', { attempt: 2, executedAt: new Date(stage.time).toISOString() });
  return { ines, person, tomas, mention, request: request.id };
}

/** How often the workflow service calls a turn again that failed, before it lets the run fail. */
const PATIENCE = 6;

/** Does what the workflow service does: calls, follows the answer, waits; a turn that died or failed is repeated. */
export async function workflow(
  stage: Stage,
  start: Record<string, string | number>,
  gate?: Gate,
): Promise<WorkflowEvent> {
  let event = { tenant: stage.tenant, turn: 0, ...start } as unknown as WorkflowEvent;
  const begin = () => ({
    eraser: stage.process(ERASER, gate),
    sweeper: stage.process({ kind: 'system', id: 'sweep' }, gate),
  });
  let warm = begin();
  let failures = 0;
  for (let calls = 0; ; calls++) {
    if (calls > 300) throw new Error(`stuck in ${event.step}`);
    const { eraser, sweeper } = warm;
    try {
      const answer =
        event.step === 'verify'
          ? await sweepTurn(
              {
                tables: () => sweeper.tables,
                s3: async () => NO_OBJECTS,
                buckets: { vault: 'vault', unversioned: [] },
                now: stage.now,
              },
              event,
            )
          : await eraseTurn(
              {
                workspace: () => eraser,
                objects: async () => ({ deleteAll: async () => 0 }),
                sign: async () => new Uint8Array(64),
                publicUrl: 'https://rights.example.org',
              },
              event,
            );
      event = { ...event, ...answer.carry, turn: event.turn + 1 };
      failures = 0;
      if (answer.next === 'done' || answer.next === 'failed') return event;
      if (answer.next !== 'wait') continue;
      await gate?.quiet(`waits ${answer.seconds} s`);
      stage.time += (answer.seconds ?? 1) * SECOND;
    } catch (error) {
      failures += 1;
      if (error instanceof Broken || failures > PATIENCE) throw error;
      if (error instanceof Killed) warm = begin();
    }
  }
}

/** Carries out what is approved, as one of the tasks of a schedule. */
export const erasing = (stage: Stage, { request }: Cast): Task => ({
  name: 'erasure',
  body: async (gate) => void (await workflow(stage, { request, step: 'freeze', attempt: 2 }, gate)),
});

/** Somebody of the business, as the process that serves one call. */
export const clerk = (stage: Stage, gate: Gate): Workspace => stage.process(OFFICER, gate);

/** A caller who calls again after an answer that never came. */
export async function persistently(call: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}

/** Opens every version of every record that was ever written with the keys that are left: what a restored backup shows. */
async function readable(stage: Stage): Promise<string[]> {
  const workspace = stage.process({ kind: 'system', id: 'thief' });
  const records = stage.history.filter(({ sk }) => sk.startsWith('REC#'));
  const opened = await openRecords(workspace, declarationOf, records);
  return opened.flatMap((one) => (one && JSON.stringify(one.values).includes(MARK) ? [one.item.id] : []));
}

/** What an erasure that was said to be done has left (I2), or that it was not done (I8). */
export async function residue(stage: Stage, { person, request }: Cast): Promise<string | undefined> {
  const { state } = await load(stage.process(OFFICER), request);
  if (state !== 'done') return `I8: the request is ${state}`;
  const rows = stage.kind('SUB').filter(({ pk, sk }) => pk.endsWith(person) && sk !== 'CTL');
  if (rows.length > 0)
    return `I2: left in the person's partition: ${rows.map(({ sk }) => sk.slice(0, 3)).join()}`;
  const open = await readable(stage);
  if (open.length > 0) return 'I2: a version of a record about the erased can still be opened';
  return undefined;
}
