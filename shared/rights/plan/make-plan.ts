import { declarationOf } from '../../catalogue/record-types.ts';
import { newId, type RecordId } from '../../kernel/ids.ts';
import { day } from '../../kernel/time.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../kernel/workflow.ts';
import { openRecords } from '../../records/shape.ts';
import { dueWrite } from '../../store/due.ts';
import type { Item, Workspace, Write } from '../../store/workspace.ts';
import { peopleUnder } from '../../subjects/person-view.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { groundOfDuty } from '../request/duties.ts';
import { load, step } from '../steps/store.ts';
import { PARTS } from '../request/stored.ts';
import { phaseTurn, walk, type Phase } from './phases.ts';
import { planMention, refersTo } from './plan-mention.ts';
import { PROOF_PHASES } from './plan-proof.ts';
import { planRecord, type PlanScene } from './plan-record.ts';
import { NOTE_HOLDS, knowsHolds, plannedHolds } from './planned-holds.ts';
import {
  ANYHOW,
  TRACES,
  planKey,
  planWrite,
  tokenTrace,
  traceWrites,
  writeAll,
  type Erased,
} from './plan-store.ts';
import { knownAs } from './redact.ts';

/** Planning of one request; `late` is set when what appeared since the approval is added to the plan. */
export interface Planning extends Erased {
  readonly workspace: Workspace;
  readonly scene: PlanScene;
  readonly late?: true;
  /** Version of the request, with which new items of its plan begin. */
  readonly version: number;
}

/** Gathers what planning rests on; `anew` until something of a new plan is made. */
export async function planningOf(
  workspace: Workspace,
  erased: Erased & { readonly version: number },
  options: { readonly late?: true; readonly anew?: boolean } = {},
): Promise<Planning> {
  const { country, fiscalYearEnd } = await tenantSettings(workspace);
  const known = await knownAs(workspace, erased.person);
  const ground = groundOfDuty(await load(workspace, erased.request));
  const holds = await plannedHolds(workspace, erased, !options.anew);
  const scene: PlanScene = {
    person: erased.person,
    country,
    fiscalYearEnd,
    today: day(workspace.now()),
    known,
    holds,
    ...(ground ? { ground } : {}),
    newId: () => newId(workspace.random),
  };
  return { ...erased, workspace, scene, ...(options.late ? { late: true } : {}) };
}

/** In a late planning what has been planned and decided stays as it is. */
async function unplanned(
  { workspace, request, late }: Planning,
  items: readonly Item[],
  idOf: (item: Item) => RecordId,
): Promise<readonly Item[]> {
  if (!late) return items;
  const found = await workspace.tables.get(items.map((item) => planKey(workspace, request, idOf(item))));
  return items.filter((_, position) => found[position] === undefined);
}

async function planRecords(planning: Planning, items: readonly Item[]): Promise<void> {
  const { workspace, request, scene, version, late } = planning;
  const fresh = await unplanned(planning, items, (item) => item['id'] as RecordId);
  const opened = await openRecords(workspace, declarationOf, fresh);
  const writes = fresh.flatMap((item, position): Write[] => {
    const { id, type } = item as unknown as { id: RecordId; type: string };
    const plan = planRecord(scene, declarationOf(type), id, type, opened[position]);
    return [
      planWrite(workspace, request, { ...plan, version, ...(late ? { late } : {}) }),
      ...traceWrites(workspace, request, item, id),
    ];
  });
  await writeAll(workspace, writes);
}

async function planLinks(planning: Planning, links: readonly Item[]): Promise<void> {
  const { workspace, request, scene, version, late } = planning;
  const fresh = await unplanned(planning, links, (item) => item['record'] as RecordId);
  const stored = await workspace.tables.get(
    fresh.map((link) => workspace.keys.record(link['record'] as RecordId)),
  );
  const items = stored.filter((item) => item !== undefined);
  const opened = await openRecords(workspace, declarationOf, items);
  const writes = items.flatMap((item, position): Write[] => {
    const { id, type, plain } = item as unknown as { id: RecordId; type: string; plain: PlanItemValues };
    const declaration = declarationOf(type);
    if (!declaration || !refersTo(declaration, plain ?? {}, scene.person)) return [];
    const plan = planMention(scene, declaration, id, opened[position]);
    return [planWrite(workspace, request, { ...plan, version, ...(late ? { late } : {}) })];
  });
  await writeAll(workspace, writes);
}
type PlanItemValues = Readonly<Record<string, unknown>>;

/** What is not decided item by item: tokens go in any case, the rest ends by itself. */
const EXPIRES = [
  'idempotency answers (24 hours)',
  'opened copies of refused rows behind an address (10 minutes)',
  'uploads that were never completed (24 hours)',
] as const;

async function planTokens({ workspace, request, person }: Planning, tokens: readonly Item[]): Promise<void> {
  const writes: Write[] = [];
  for (const item of tokens) {
    const token = item.sk.slice('TOK#'.length);
    writes.push(tokenTrace(workspace, request, token, item['kind'] as string));
    // Others who answer to the same identifier are the officer's to look at, and are never merged.
    for (const other of await peopleUnder(workspace, token)) {
      if (other === person) continue;
      const at = workspace.keys.requestPart(request, TRACES.summary, other);
      writes.push({ put: { candidate: other, kind: item['kind'] }, at, if: ANYHOW });
    }
  }
  const at = workspace.keys.requestPart(request, TRACES.summary, 'CTL');
  writes.push({ put: { expires: EXPIRES }, at, if: ANYHOW });
  await writeAll(workspace, [...new Map(writes.map((write) => [write.at.sk, write])).values()]);
}

/** Opened copies of files go with the person, and the independent sweep looks for them. */
async function planCopies({ workspace, request }: Planning, copies: readonly Item[]): Promise<void> {
  await writeAll(
    workspace,
    copies.map(({ sk, objectKey }): Write => {
      const copy = sk.slice('CPY#'.length);
      return { put: { objectKey }, at: workspace.keys.requestPart(request, TRACES.object, copy), if: ANYHOW };
    }),
  );
}

const person = ({ workspace, person: id }: Planning) => workspace.keys.subject(id).pk;

/** The walks through everything that leads to the person; late planning does them again. */
export const PLAN_PHASES: readonly Phase<Planning>[] = [
  {
    name: 'links',
    turn: (planning, cursor) =>
      walk(planning.workspace, { table: 'data', pk: person(planning), skPrefix: 'LNK#' }, cursor, (links) =>
        planLinks(planning, links),
      ),
  },
  {
    name: 'records',
    turn: (planning, cursor) =>
      walk(planning.workspace, { table: 'data', pk: person(planning), skPrefix: 'REC#' }, cursor, (items) =>
        planRecords(planning, items),
      ),
  },
  ...PROOF_PHASES,
  {
    name: 'copies',
    turn: (planning, cursor) =>
      walk(planning.workspace, { table: 'data', pk: person(planning), skPrefix: 'CPY#' }, cursor, (copies) =>
        planCopies(planning, copies),
      ),
  },
  {
    name: 'tokens',
    turn: (planning, cursor) =>
      walk(
        planning.workspace,
        { table: 'keys', pk: planning.workspace.keys.tokenOf(planning.person, '').pk, skPrefix: 'TOK#' },
        cursor,
        (tokens) => planTokens(planning, tokens),
      ),
  },
];

/** Plans made before, after a stop for example, are replaced as a whole. */
const CLEAR: Phase<Planning> = {
  name: 'clear',
  turn: async ({ workspace, request }) => {
    for (const part of [PARTS.plan, ...Object.values(TRACES)]) {
      const rest = await walk(
        workspace,
        { table: 'data', pk: workspace.keys.request(request).pk, skPrefix: `${part}#` },
        undefined,
        (items) =>
          writeAll(
            workspace,
            items.map(({ sk }) => ({
              delete: true,
              at: { ...workspace.keys.request(request), sk },
              if: ANYHOW,
            })),
          ),
      );
      if (rest !== undefined) return rest;
    }
    return undefined;
  },
};

/** What comes before anything of a new plan is made. */
const BEFORE: readonly Phase<Planning>[] = [CLEAR, NOTE_HOLDS];

/**
 * One turn of planning an erasure: everything that leads to the person becomes an item with an act and its ground.
 * Ends in the step `prepared`; a request that is no longer being prepared is left alone.
 */
export async function planTurn(workspace: Workspace, event: WorkflowEvent): Promise<WorkflowAnswer> {
  const request = await load(workspace, event['request'] as never);
  // A run of an earlier attempt that was slow, not dead, would mix its plan into the present one.
  if (request.state !== 'preparing' || !request.subject || request.attempt !== event['attempt'])
    return { next: 'done' };
  const { id, subject: who, version } = request;
  if (event.step === 'planned') {
    // A hold was placed or released meanwhile.
    if (!(await knowsHolds(workspace, { request: id, person: who })))
      return { next: 'again', carry: { step: 'plan', phase: '', cursor: '' } };
    await step(workspace, request.id, 'prepared', {
      once: `plan-${event['attempt']}`,
      // Whether anybody has to decide is looked at soon.
      ...(request.duty
        ? { writes: [dueWrite(workspace, { at: workspace.now(), kind: 'request', reference: request.id })] }
        : {}),
    });
    return { next: 'done' };
  }
  const anew = ['', ...BEFORE.map(({ name }) => name)].includes(String(event['phase'] ?? ''));
  const planning = await planningOf(workspace, { request: id, person: who, version }, { anew });
  return phaseTurn([...BEFORE, ...PLAN_PHASES], planning, event, 'planned');
}
