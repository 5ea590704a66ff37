import { principalFrom } from '../../access/principal.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Workspace } from '../../store/workspace.ts';
import { isClosed } from '../request/life-cycle.ts';
import type { RequestItem } from '../request/model.ts';
import { amend } from '../steps/store.ts';

/** Who is to see to a request; null is nobody. */
export interface Assignment {
  readonly assignee: Id | null;
  readonly deputy: Id | null;
}

async function refuseOthers(workspace: Workspace, given: Assignment): Promise<void> {
  for (const [part, id] of Object.entries(given) as [keyof Assignment, Id | null][]) {
    if (!id) continue;
    const principal = principalFrom((await workspace.tables.get([workspace.keys.principal(id)]))[0]);
    if (principal?.role === 'officer' && principal.state === 'active') continue;
    throw new Problem('rule.violated', { violations: [{ pointer: `/${part}`, rule: 'an active officer' }] });
  }
  if (given.assignee && given.assignee === given.deputy)
    throw new Problem('rule.violated', { violations: [{ pointer: '/deputy', rule: 'somebody else' }] });
}

/**
 * Says which officer sees to an open request, and who does in the officer's absence. `rule.violated` for anybody who is
 * no active officer of the business, `state.conflict` for a closed request.
 */
export async function assign(workspace: Workspace, request: Id, given: Assignment): Promise<RequestItem> {
  const parts = ['assignee', 'deputy'] as const;
  return amend(workspace, request, 'request.assign', async (found) => {
    if (isClosed(found)) throw new Problem('state.conflict', { detail: 'The request is closed.' });
    await refuseOthers(workspace, given);
    return {
      set: Object.fromEntries(parts.flatMap((part) => (given[part] ? [[part, given[part]]] : []))),
      remove: parts.filter((part) => !given[part]),
      note: { assignee: given.assignee ?? 'nobody', deputy: given.deputy ?? 'nobody' },
    };
  });
}
