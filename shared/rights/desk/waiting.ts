import type { Id } from '../../kernel/ids.ts';
import { day } from '../../kernel/time.ts';
import { Problem } from '../../kernel/problems.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { addDeskItem } from './desk-item.ts';

/** What can be awaited. */
export const AWAITED = {
  answer: 'An answer',
  document: 'A document',
  search: 'A search in another department',
  decision: 'A decision of somebody else',
} as const;
/** Something awaited. */
export type Awaited = keyof typeof AWAITED;

/**
 * Notes what is awaited of whom and until which day; on that day the request asks for attention. Its clocks go on.
 * `rule.violated` for a day that is over.
 */
export async function awaitSomething(
  workspace: Workspace,
  request: Id,
  given: { readonly what: Awaited; readonly whom: string; readonly until: string },
): Promise<Id> {
  const { what, whom, until } = given;
  if (until < day(workspace.now()))
    throw new Problem('rule.violated', { violations: [{ pointer: '/until', rule: 'future' }] });
  const at = Date.parse(`${until}T00:00:00.000Z`);
  const due = dueWrite(workspace, { at, kind: 'request', reference: request });
  return (await addDeskItem(workspace, request, 'waiting', { what, until }, { whom }, [due])).id;
}
