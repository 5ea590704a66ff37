import { SECOND } from '../../kernel/time.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../../kernel/workflow.ts';
import type { Clause, Item, PartitionQuery, Workspace } from '../../store/workspace.ts';

/** One turn of a phase; gives where to go on (an opaque id), or undefined when the phase is through. */
export type PhaseTurn<Scene> = (scene: Scene, cursor: string | undefined) => Promise<string | undefined>;

/** A phase of a step, known by its name in the workflow's events. */
export interface Phase<Scene> {
  readonly name: string;
  readonly turn: PhaseTurn<Scene>;
}

/** Milliseconds after which a turn begins nothing further: far below the time of a function, and little to repeat. */
const TURN = 10 * SECOND;

/**
 * Goes on with the phase that the event names (the first one without a name), and with those after it, for the time of
 * a turn; says what comes next. A killed turn is repeated from where it began, so that every phase has to bear seeing
 * the same items again.
 */
export async function phaseTurn<Scene extends { readonly workspace: Workspace }>(
  phases: readonly Phase<Scene>[],
  scene: Scene,
  event: WorkflowEvent,
  then: string,
): Promise<WorkflowAnswer> {
  const { now } = scene.workspace;
  const until = now() + TURN;
  const given = event['cursor'];
  let cursor = typeof given === 'string' && given !== '' ? given : undefined;
  const first = phases.findIndex(({ name }) => name === event['phase']);
  for (const { name, turn } of phases.slice(Math.max(0, first))) {
    do {
      if (now() >= until) return { next: 'again', carry: { phase: name, cursor: cursor ?? '' } };
      cursor = await turn(scene, cursor);
    } while (cursor !== undefined);
  }
  return { next: 'again', carry: { step: then, phase: '', cursor: '' } };
}

/** Items looked at per query, all of which can be read in one call, and queries before the time is looked at. */
const LOOK = { limit: 90, pages: 4 } as const;

/** Walks once through a base partition, page by page; gives the last sort key where a turn ends early. */
export async function walk(
  workspace: Workspace,
  query: Pick<PartitionQuery, 'table' | 'pk' | 'skPrefix'> & { readonly filter?: Clause },
  cursor: string | undefined,
  handle: (items: readonly Item[]) => Promise<void>,
): Promise<string | undefined> {
  let after: Readonly<Record<string, unknown>> | undefined = cursor
    ? { pk: query.pk, sk: cursor }
    : undefined;
  for (let pages = 0; pages < LOOK.pages; pages++) {
    const page = await workspace.tables.query({ ...query, limit: LOOK.limit, ...(after ? { after } : {}) });
    if (page.items.length > 0) await handle(page.items);
    if (!page.next) return undefined;
    after = page.next;
  }
  return after?.['sk'] as string;
}
