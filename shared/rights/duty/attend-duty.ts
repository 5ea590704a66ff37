import { isProblem } from '../../kernel/problems.ts';
import { DAY, instant } from '../../kernel/time.ts';
import { dueWrite } from '../../store/due.ts';
import type { Item, Workspace } from '../../store/workspace.ts';
import { controlFrom, type SubjectControl } from '../../subjects/control.ts';
import { isHeldWhole } from '../../subjects/holds.ts';
import { restrictionsOf } from '../../subjects/restrictions.ts';
import { START_CHECK, prepare, retry } from '../decisions/decide.ts';
import { hasStep, isClosed, type RequestState } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { checkPlan } from '../decisions/plan-items.ts';
import { step } from '../steps/store.ts';
import type { StartRun } from '../steps/runs.ts';
import { DUTIES } from '../request/duties.ts';

/** A duty that is due, and the person whom it is about as the person is now. */
interface Scene {
  readonly workspace: Workspace;
  readonly start: StartRun;
  readonly request: RequestItem;
  readonly control: SubjectControl | undefined;
}
type Move = (scene: Scene) => Promise<RequestItem>;

/** True while the quarantine of this very duty is in force: only what it covers is erased. */
function isQuarantined({ request, control }: Scene): boolean {
  const ground = request.duty && DUTIES[request.duty.name].restriction;
  return restrictionsOf(control).some((one) => one.id === request.id && one.ground === ground);
}

const planAgain = ({ workspace, request }: Scene) => ({
  set: { attempt: request.attempt + 1 },
  writes: [
    dueWrite(workspace, { at: workspace.now() + START_CHECK, kind: 'request', reference: request.id }),
  ],
});

const begin: Move = async (scene) => {
  const { workspace, request } = scene;
  if (!isQuarantined(scene)) return request;
  return step(workspace, request.id, 'begin-duty', planAgain(scene));
};

/** Approves a plan that leaves nothing to decide, without a further window: its review is over. */
const approve: Move = async (scene) => {
  const { workspace, request } = scene;
  if (!isQuarantined(scene)) return request;
  const now = instant(workspace.now());
  try {
    return await step(workspace, request.id, 'approve', async () => {
      await checkPlan(workspace, request.id);
      return { set: { decidedBy: workspace.actor.id, decidedAt: now, stopUntil: now } };
    });
  } catch (error) {
    // The officer is asked; the quarantine stays.
    if (isProblem(error, 'rule.violated') || isProblem(error, 'law.missing')) return request;
    throw error;
  }
};

/** True for somebody whom another request erases, or has erased. */
const isOthers = (item: Item | undefined, { id }: RequestItem) =>
  item?.['state'] !== 'active' && item?.['request'] !== id;

/** Leaves the person to the other request; once nobody is left, there is nothing to do. */
const leave: Move = async ({ workspace, request, control }) => {
  if (control?.state === 'erasing' || !hasStep(request, 'end-duty')) return request;
  return step(workspace, request.id, 'end-duty', { note: { because: 'erased' } });
};

/** What the clock does with a duty in each state; in every other one something is under way already. */
const MOVES: Readonly<Partial<Record<RequestState, Move>>> = {
  received: begin,
  review: approve,
  blocked: async (scene) => {
    const { workspace, request, control } = scene;
    if (request.blocked?.by !== 'hold' || isHeldWhole(control)) return request;
    return step(workspace, request.id, 'end-hold', { ...planAgain(scene), remove: ['blocked'] });
  },
  failed: ({ workspace, start, request, control }) =>
    (control?.state === 'active' ? prepare : retry)(workspace, request.id, start),
};

/**
 * Carries a duty on once its review is over, until nothing is left: what waits for an officer, for a release or for
 * another try is looked at again every day.
 */
export async function attendDuty(
  { workspace, start }: { readonly workspace: Workspace; readonly start: StartRun },
  request: RequestItem,
): Promise<RequestItem> {
  const { duty, subject } = request;
  const now = workspace.now();
  if (!duty || !subject || now < Date.parse(duty.reviewUntil)) return request;
  const [item] = await workspace.tables.get([workspace.keys.subject(subject)]);
  const control = controlFrom(item);
  const scene = { workspace, start, request, control };
  const move = isOthers(item, request) ? leave : MOVES[request.state];
  const next = (await move?.(scene)) ?? request;
  if (isClosed(next)) return next;
  // The same moment for all that is due today, so that one reminder follows and not one for each.
  const at = (Math.floor(now / DAY) + 1) * DAY;
  await workspace.tables.write([dueWrite(workspace, { at, kind: 'request', reference: request.id })]);
  return next;
}
