import { eventWrite } from '../audit/record-event.ts';
import type { Id, TenantId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { SECOND } from '../kernel/time.ts';
import { FAILED_STEP, LONGEST_TURN, type WorkflowAnswer, type WorkflowEvent } from '../kernel/workflow.ts';
import { OWNER_KEY_TTL } from '../crypto/key-ring.ts';
import { executeAtEnd, secondsToEnd } from '../rights/decisions/decide.ts';
import { holdBack } from '../rights/steps/hold-back.ts';
import { planAnew } from '../rights/desk/holds/plan-anew.ts';
import type { PlanItem, RequestItem } from '../rights/request/model.ts';
import { PLAN_PHASES, planTurn, planningOf } from '../rights/plan/make-plan.ts';
import { phaseTurn, walk, type Phase } from '../rights/plan/phases.ts';
import { TRACES, writeAll, ANYHOW } from '../rights/plan/plan-store.ts';
import { knownAs } from '../rights/plan/redact.ts';
import { openItems } from '../rights/plan/revise-item.ts';
import { load, step } from '../rights/steps/store.ts';
import { PARTS } from '../rights/request/stored.ts';
import { all, any, equals, has, lacks } from '../store/clauses.ts';
import type { EraserWorkspace } from '../store/workspace.ts';
import { DESTROY_PHASES, TOMBSTONE_PHASES } from './destroy.ts';
import { endKept } from './kept/end-kept.ts';
import { controlOf, freeze, thaw } from './freeze.ts';
import { keepOne } from './kept/keep.ts';
import { noteMarks } from './marks.ts';
import { makeReceipt, type Sign } from './receipt/receipt.ts';
import { remember } from './remember.ts';
import { ERASURE_PARTS, loadRun, type Pass } from './run-store.ts';
import type { ObjectStore, Scene } from './scene.ts';
import { SWEEP_PHASES } from './sweep-phases.ts';
import { tellRecipients } from './tell-recipients.ts';

/** What an erasure is carried out with. */
export interface ErasureParts {
  readonly workspace: (tenant: TenantId) => EraserWorkspace;
  readonly objects: (tenant: TenantId) => Promise<ObjectStore>;
  readonly sign: Sign;
  /** Address of the public pages, without a slash at the end. */
  readonly publicUrl: string;
}

/** Seconds between the end of the keys and the second sweep: caches, and functions that were under way. */
export const QUIET = OWNER_KEY_TTL / SECOND + LONGEST_TURN;
/** Seconds for which the independent sweep waits, since the trail that it reads lags behind. */
const TRAIL_LAG = 5;

interface Turn {
  readonly parts: ErasureParts;
  readonly event: WorkflowEvent;
  readonly workspace: EraserWorkspace;
  readonly request: RequestItem;
}
type TurnOf = (turn: Turn) => Promise<WorkflowAnswer>;

const again = (next: string): WorkflowAnswer => ({
  next: 'again',
  carry: { step: next, phase: '', cursor: '' },
});

async function sceneOf({ parts, workspace, request }: Turn, pass: Pass): Promise<Scene> {
  const run = await loadRun(workspace, request.id);
  if (!run) throw new Problem('internal');
  const { key } = await controlOf(workspace, run.person);
  return {
    workspace,
    request: request.id,
    person: run.person,
    run,
    pass,
    ...(key ? { subjectKey: key } : {}),
    known: await knownAs(workspace, run.person),
    objects: await parts.objects(workspace.tenant),
    publicUrl: parts.publicUrl,
  };
}

/** A step made of phases over one sweep's scene. */
const walking =
  (phases: readonly Phase<Scene>[], pass: Pass, then: string): TurnOf =>
  async (turn) =>
    phaseTurn(phases, await sceneOf(turn, pass), turn.event, then);

const requestParts = ({ workspace, request }: Scene, part: string) =>
  ({ table: 'data', pk: workspace.keys.request(request).pk, skPrefix: `${part}#` }) as const;

/** Nothing is destroyed before everything that the law keeps is kept, every mark is noted, and recipients are told. */
const KEEP_PHASES: readonly Phase<Scene>[] = [
  {
    name: 'recipients',
    turn: async (scene) => {
      await tellRecipients(scene);
      return undefined;
    },
  },
  {
    name: 'marks',
    turn: (scene, cursor) => {
      const query = {
        table: 'data',
        pk: scene.workspace.keys.subject(scene.person).pk,
        skPrefix: 'REC#',
      } as const;
      return walk(scene.workspace, query, cursor, (items) => noteMarks(scene, items));
    },
  },
  {
    name: 'suppressions',
    turn: async (scene) => {
      await remember(scene);
      return undefined;
    },
  },
  {
    name: 'kept',
    turn: (scene, cursor) => {
      const filter = all(any(equals('act', 'keep'), has('held')), lacks('checked'), lacks('done'));
      return walk(scene.workspace, { ...requestParts(scene, PARTS.plan), filter }, cursor, async (items) => {
        for (const item of items) await keepOne(scene, item as unknown as PlanItem);
      });
    },
  },
];

/** Keyed tokens of the person go once nobody needs to look for them any more. */
const FORGET_PHASES: readonly Phase<Scene>[] = [
  TRACES.token,
  TRACES.external,
  ERASURE_PARTS.mark,
  ERASURE_PARTS.suppression,
].map((part) => ({
  name: part,
  turn: (scene, cursor) =>
    walk(scene.workspace, requestParts(scene, part), cursor, (items) =>
      writeAll(
        scene.workspace,
        items.map(({ pk, sk }) => ({ delete: true, at: { table: 'data', pk, sk }, if: ANYHOW })),
      ),
    ),
}));

/** Something needs the officer and nothing is destroyed yet: the person is given back, and the request says so. */
async function giveBack({ workspace, request, event }: Turn, why: string): Promise<WorkflowAnswer> {
  if (request.subject) await thaw(workspace, request.id, request.subject);
  await step(workspace, request.id, 'fail', { once: `back-${event['attempt']}`, note: { why } });
  return { next: 'done' };
}

/** True when the plan still waits for the officer although it was approved. */
async function undecided({ workspace, request }: Turn): Promise<boolean> {
  const run = await loadRun(workspace, request.id);
  if (run?.destroyedAt) return false;
  let open = 0;
  let cursor: string | undefined;
  do {
    const pk = workspace.keys.request(request.id).pk;
    cursor = await walk(
      workspace,
      { table: 'data', pk, skPrefix: `${PARTS.plan}#`, filter: lacks('done') },
      cursor,
      async (items) => {
        open += openItems(items as unknown as PlanItem[]).length;
      },
    );
  } while (cursor !== undefined);
  return open > 0;
}

/** The steps of an erasure, in order; each may be killed anywhere and repeated. */
const STEPS: Readonly<Record<string, TurnOf>> = {
  // Started ahead: nothing has begun, and it may be stopped or begun by the clock meanwhile.
  window: async ({ workspace, request, event }) => {
    if (request.state === 'approved' && request.attempt + 1 === event['attempt']) {
      const seconds = secondsToEnd(request, workspace.now());
      if (seconds > 0) return { next: 'wait', seconds };
      await executeAtEnd(workspace, request.id);
    }
    return again('freeze');
  },
  freeze: async ({ workspace, request }) => {
    if (request.state !== 'executing' || !request.subject) return { next: 'done' };
    const outcome = await freeze(workspace, request.id, request.subject);
    if (outcome === 'frozen') return again('late');
    await (outcome === 'held' ? holdBack : planAnew)(workspace, request.id);
    return { next: 'done' };
  },
  late: async ({ workspace, request, event }) => {
    if (!request.subject) return { next: 'done' };
    const erased = { request: request.id, person: request.subject, version: request.version };
    return phaseTurn(PLAN_PHASES, await planningOf(workspace, erased, { late: true }), event, 'decided');
  },
  decided: async (turn) => ((await undecided(turn)) ? giveBack(turn, 'plan.outdated') : again('keep')),
  keep: walking(KEEP_PHASES, 1, 'sweep'),
  sweep: walking(SWEEP_PHASES, 1, 'destroy'),
  destroy: walking(DESTROY_PHASES, 1, 'quiet'),
  quiet: async () => ({ next: 'wait', seconds: QUIET, carry: { step: 'sweepAgain', phase: '', cursor: '' } }),
  sweepAgain: walking(SWEEP_PHASES, 2, 'destroyAgain'),
  destroyAgain: walking(DESTROY_PHASES, 2, 'tombstone'),
  tombstone: walking(TOMBSTONE_PHASES, 2, 'settled'),
  settled: async () => ({
    next: 'wait',
    seconds: TRAIL_LAG,
    carry: { step: 'verify', phase: '', cursor: '' },
  }),
  // `verify` is the sweep's own, under another role; it goes on here with `receipt` or `partly`.
  receipt: async (turn) => {
    const { parts, workspace, request } = turn;
    const { run } = await sceneOf(turn, 2);
    const sweepKey = workspace.keys.requestPart(
      request.id,
      ERASURE_PARTS.sweep,
      String(turn.event['attempt']),
    );
    const [sweep] = await workspace.tables.get([sweepKey]);
    // Said again here: no receipt without a look that found nothing.
    const clean = sweep?.['through'] === true && Array.isArray(sweep['left']) && sweep['left'].length === 0;
    if (!sweep || !clean) return again('partly');
    await makeReceipt(workspace, request, run, sweep, parts);
    return again('forget');
  },
  forget: walking(FORGET_PHASES, 2, 'finish'),
  finish: async ({ workspace, request, event }) => {
    await step(workspace, request.id, 'finish', { once: `finish-${event['attempt']}` });
    return { next: 'done' };
  },
  partly: async ({ workspace, request, event }) => {
    const left = Number(event['left'] ?? 0);
    const disagreed = {
      action: 'erasure.sweep',
      target: request.id,
      request: request.id,
      outcome: 'refused',
    } as const;
    const writes = [eventWrite(workspace, disagreed)];
    await step(workspace, request.id, 'finish-partly', {
      once: `partly-${event['attempt']}`,
      note: { left },
      writes,
    });
    return { next: 'done' };
  },
  [FAILED_STEP]: async ({ workspace, request, event }) => {
    if (['preparing', 'executing', 'partly-done'].includes(request.state))
      await step(workspace, request.id, 'fail', {
        once: `failed-${event['attempt']}`,
        note: { at: String(event['failedStep'] ?? '') },
      });
    return { next: 'failed' };
  },
};

const eraser = { kind: 'system', id: 'erase' } as const;
/** Who an erasure's events name as the one who acted. */
export const ERASER = eraser;

/** One turn of the erasure workflow: planning, erasing, or ending what was kept. */
export async function eraseTurn(parts: ErasureParts, event: WorkflowEvent): Promise<WorkflowAnswer> {
  const workspace = parts.workspace(event.tenant as TenantId);
  if (event['kept'] !== undefined) {
    if (event.step === FAILED_STEP) return { next: 'failed' };
    await endKept(workspace, event['kept'] as Id, parts.sign);
    return { next: 'done' };
  }
  if (['plan', 'planned'].includes(event.step)) return planTurn(workspace, event);
  const turn = STEPS[event.step];
  if (!turn) throw new TypeError(`an erasure has no step ${event.step}`);
  return turn({ parts, event, workspace, request: await load(workspace, event['request'] as Id) });
}
