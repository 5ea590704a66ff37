import { Problem } from '../../kernel/problems.ts';
import { ABSENT, PRESENT, any } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import type { RequestItem } from '../request/model.ts';
import { openPart, sealPart } from '../request/sealed.ts';

const NAME = 'receiver';

const receiverKey = (workspace: Workspace, request: RequestItem) =>
  workspace.keys.requestPart(request.id, 'TRN', NAME);

/** Keeps the name of the controller to which the data go, under the request's key, for the letters about it. */
export async function receiverWrite(
  workspace: Workspace,
  request: RequestItem,
  name: string,
): Promise<Write> {
  const content = await sealPart(workspace, request, NAME, 'transfer', name);
  return { put: { content }, at: receiverKey(workspace, request), if: any(ABSENT, PRESENT) };
}

/** The name of the controller to which the data go; `not-found` when they go to nobody. */
export async function receiverOf(workspace: Workspace, request: RequestItem): Promise<string> {
  const [item] = await workspace.tables.get([receiverKey(workspace, request)]);
  if (!item) throw new Problem('not-found');
  const name = await openPart(workspace, request, NAME, 'transfer', item['content'] as Uint8Array);
  return name as string;
}
