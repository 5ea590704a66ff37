import type { RequestItem } from '../../rights/request/model.ts';
import { contentOf } from '../../rights/request/sealed.ts';
import type { Workspace } from '../../store/workspace.ts';

/** What the package says about the request that it answers, its own words included: they are held, too. */
export async function requestFacts(workspace: Workspace, request: RequestItem) {
  const { id, type, channel, receivedAt, identification } = request;
  return {
    id,
    type,
    channel,
    receivedAt,
    ...(identification ? { identifiedBy: identification.method } : {}),
    ...(await contentOf(workspace, request)),
  };
}
/** What is held about the request itself. */
export type RequestFacts = Awaited<ReturnType<typeof requestFacts>>;
