import type { Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Binding, OwnerKey, Workspace } from '../../store/workspace.ts';
import type { RequestContent, RequestItem } from './model.ts';

/** What a sealed part of a request is bound to. */
export function requestBinding(request: Id, id: string, section: string): Binding {
  return { owner: request, type: 'request', id, section, schema: 1 };
}

/** The request's own key; `gone` once it was destroyed after the closing. */
export async function requestKey(workspace: Workspace, request: Pick<RequestItem, 'key'>): Promise<OwnerKey> {
  const [key] = await workspace.vault.ownerKeys([request.key]);
  if (!key)
    throw new Problem('gone', { detail: 'The content of the request was destroyed after it closed.' });
  return key;
}

/** Seals a part of a request under the request's own key. */
export async function sealPart(
  workspace: Workspace,
  request: RequestItem,
  id: string,
  section: string,
  value: Json,
): Promise<Uint8Array> {
  const key = await requestKey(workspace, request);
  return workspace.vault.seal(key, requestBinding(request.id, id, section), value);
}

/** Opens a sealed part of a request. */
export async function openPart(
  workspace: Workspace,
  request: RequestItem,
  id: string,
  section: string,
  sealed: Uint8Array,
): Promise<Json> {
  const key = await requestKey(workspace, request);
  return workspace.vault.open(key, requestBinding(request.id, id, section), sealed);
}

/** Wording, identifiers and reply address; undefined once the key is gone. */
export async function contentOf(
  workspace: Workspace,
  request: RequestItem,
): Promise<RequestContent | undefined> {
  const [key] = await workspace.vault.ownerKeys([request.key]);
  if (!key || !request.content) return undefined;
  const binding = requestBinding(request.id, request.id, 'content');
  return workspace.vault.open(key, binding, request.content) as unknown as RequestContent;
}
