import type { Id } from '../../kernel/ids.ts';
import { ABSENT } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { newLink } from '../correspondence/link.ts';
import { PARTS } from '../request/stored.ts';

/** The address of a notice's page, and the write that makes it lead there; its secret stays as a digest. */
export function noticeLink(
  workspace: Workspace,
  request: Id,
  notice: Id,
  publicUrl: string,
): { readonly url: string; readonly write: Write } {
  const { text, digest } = newLink(workspace.tenant, request, workspace.random);
  const at = workspace.keys.requestPart(request, PARTS.noticeLink, digest);
  return {
    url: `${publicUrl}/public/pages/notice/${text}`,
    write: { put: { id: digest, notice }, at, if: ABSENT },
  };
}
