import type { Id } from '../../kernel/ids.ts';
import { isProblem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { all, lacks, PRESENT, remove, set, updates } from '../../store/clauses.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import type { RequestItem } from '../request/model.ts';
import { step } from '../steps/store.ts';
import { openPart } from '../request/sealed.ts';
import { load, PARTS } from '../request/stored.ts';
import type { ActItem } from './act-items.ts';
import { actNamed } from './acts.ts';
import { actsOf, sceneOf } from './plan-acts.ts';
import { tellRecipients } from './tell.ts';

/** How often an act is prepared anew when what it changes moves meanwhile. */
const ATTEMPTS = 5;

/** Notes at the act that it is done or what stopped it; conditional, so that it happens once. */
function notedWrite(workspace: Workspace, request: Id, { id }: ActItem, failed?: string): Write {
  const noted = failed ? set({ failed }) : updates(set({ done: instant(workspace.now()) }), remove('failed'));
  return {
    update: noted,
    at: workspace.keys.requestPart(request, PARTS.plan, id),
    if: all(PRESENT, lacks('done')),
  };
}

/** Does one act; true once it is done, by whomever. */
async function carryOutAct(workspace: Workspace, request: RequestItem, item: ActItem): Promise<boolean> {
  const act = actNamed(item.act);
  if (!act) return false;
  for (let tries = 1; ; tries++) {
    try {
      const content = item.content && (await openPart(workspace, request, item.id, 'act', item.content));
      const writes = await act.writes(await sceneOf(workspace, request), item, content);
      await workspace.tables.write([...writes, notedWrite(workspace, request.id, item)]);
      return true;
    } catch (error) {
      if (isProblem(error)) {
        await workspace.tables.write([notedWrite(workspace, request.id, item, error.code)]);
        return false;
      }
      if (!isWriteRefusal(error)) throw error;
      const now = (await actsOf(workspace, request.id)).find(({ id }) => id === item.id);
      if (now?.done) return true;
      if (tries >= ATTEMPTS) return false;
    }
  }
}

/**
 * Carries a plan of acts out, each in one transaction, and says what came of it: `done`, or `partly-done` with the
 * problem at each act that could not be done. Recipients are told of what was. May be called again at any time, also by two at once.
 */
export async function carryOut(workspace: Workspace, request: Id, publicUrl?: string): Promise<RequestItem> {
  const found = await load(workspace, request);
  if (found.state !== 'executing') return found;
  let open = 0;
  for (const item of await actsOf(workspace, request)) {
    if (!item.done && !(await carryOutAct(workspace, found, item))) open += 1;
  }
  await tellRecipients(workspace, found, await actsOf(workspace, request), publicUrl);
  try {
    return await step(workspace, request, open === 0 ? 'finish' : 'finish-partly', { note: { open } });
  } catch (error) {
    const now = await load(workspace, request);
    // Another one was faster.
    if (isProblem(error, 'state.conflict') && now.state !== 'executing') return now;
    throw error;
  }
}
