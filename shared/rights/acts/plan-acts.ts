import { recordRead } from '../../audit/record-event.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { newTimeId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { ABSENT, PRESENT, any } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { controlFrom, writable } from '../../subjects/control.ts';
import { chosenPerson } from '../identity/person.ts';
import type { RequestItem } from '../request/model.ts';
import { step } from '../steps/store.ts';
import { isAct, type RequestType } from '../rights.ts';
import { openPart, sealPart } from '../request/sealed.ts';
import { load, PARTS, parts } from '../request/stored.ts';
import { actFrom, type ActItem, type ActScene } from './act-items.ts';
import { ACTS, actNamed, type Wanted } from './acts.ts';

/** What a right means when the officer says nothing more; the others have to be told what to do. */
const BY_DEFAULT: Readonly<Partial<Record<RequestType, readonly Wanted[]>>> = {
  objection: [{ act: 'object' }],
  withdrawal: [{ act: 'withdraw' }],
};

/** The person of a request as it is now; `subject.frozen` while an erasure runs. */
export async function sceneOf(workspace: Workspace, request: RequestItem): Promise<ActScene> {
  const person = chosenPerson(request);
  const [item] = await workspace.tables.get([workspace.keys.subject(person)]);
  return { workspace, request, person, control: writable(controlFrom(item), '/person') };
}

function refused(rule: string, detail: string): Problem {
  return new Problem('rule.violated', { detail, violations: [{ pointer: '/acts', rule }] });
}

/** The acts of a plan, in order, without what is sealed in them. */
export async function actsOf(workspace: Workspace, request: Id): Promise<ActItem[]> {
  return (await parts(workspace, request, 'plan')).map(actFrom);
}

async function planned(scene: ActScene, wanted: readonly Wanted[]): Promise<Write[]> {
  const { workspace, request } = scene;
  const writes: Write[] = [];
  for (const wish of wanted) {
    const act = actNamed(wish.act);
    if (!act?.of.includes(request.type)) {
      const fitting = Object.keys(ACTS).filter((name) => actNamed(name)?.of.includes(request.type));
      throw refused('act of this right', `The acts of this right are ${fitting.join(', ')}.`);
    }
    for (const { content, ...proposed } of await act.propose(scene, wish)) {
      // A plan is read, and done, in the order in which it was made.
      const id = newTimeId(workspace.now() + writes.length, workspace.random);
      const sealed =
        content === undefined ? {} : { content: await sealPart(workspace, request, id, 'act', content) };
      const item: ActItem = { id, version: request.version, ...proposed, ...sealed };
      writes.push({
        put: { ...item },
        at: workspace.keys.requestPart(request.id, PARTS.plan, id),
        if: ABSENT,
      });
    }
  }
  return writes;
}

/**
 * Plans what a right means, act by act, and lays the plan before the officer; a plan that was there is replaced.
 * `rule.violated` for an act of another right, for what the law or the data do not allow, and for an empty plan.
 */
export async function planActs(
  workspace: Workspace,
  request: Id,
  wanted?: readonly Wanted[],
): Promise<RequestItem> {
  return step(workspace, request, 'prepare', async (found) => {
    if (!isAct(found.type))
      throw new Problem('state.conflict', { detail: 'This right has no acts to be planned.' });
    const wishes = wanted ?? BY_DEFAULT[found.type];
    if (!wishes || wishes.length === 0) throw refused('required', 'Say what is to be done.');
    const writes = await planned(await sceneOf(workspace, found), wishes);
    const before = await actsOf(workspace, request);
    return {
      note: { acts: writes.length },
      writes: [
        ...before.map(({ id }): Write => ({
          delete: true,
          at: workspace.keys.requestPart(request, PARTS.plan, id),
          if: any(PRESENT, ABSENT),
        })),
        ...writes,
      ],
    };
  });
}

/** The plan with what is sealed in it, for the officer; the reading is logged before it is handed out. */
export async function readActs(workspace: Workspace, request: Id) {
  const found = await load(workspace, request);
  const acts = await actsOf(workspace, request);
  const opened = await Promise.all(
    acts.map(async ({ content, ...act }): Promise<Omit<ActItem, 'content'> & { content?: Json }> => {
      if (!content || found.keyEndedAt) return act;
      return { ...act, content: await openPart(workspace, found, act.id, 'act', content) };
    }),
  );
  if (opened.some(({ content }) => content !== undefined))
    await recordRead(workspace, {
      action: 'request.read',
      target: request,
      request,
      type: found.type,
      ...(found.subject ? { subject: found.subject } : {}),
      fields: ['acts'],
    });
  return opened;
}
