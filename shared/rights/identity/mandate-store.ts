import type { Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Binding, Item, OwnerKey, Workspace } from '../../store/workspace.ts';
import type { ItemKey } from '../../store/grammar.ts';
import type { RequestItem } from '../request/model.ts';
import { requestBinding } from '../request/sealed.ts';
import { PARTS } from '../request/stored.ts';

/** Who acts for the person, as the agent says; sealed under the mandate's own key, which outlives the request's. */
export interface AgentContent {
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  /** What shows the authority, when it is no document: a register, a file number, a link to a public list. */
  readonly reference?: string;
}

/** A mandate as it is stored, with the case until the end of its record. */
export interface Mandate {
  readonly id: Id;
  readonly at: string;
  readonly by: string;
  /** Owner key of the content and of the document. */
  readonly key: Id;
  readonly content: Uint8Array;
  readonly objectKey?: string;
  /** When the document was sealed. */
  readonly sealedAt?: string;
  readonly openedAt?: string;
}

/** Reads an item as a mandate. */
export function mandateFrom(item: Item): Mandate {
  return item as unknown as Mandate;
}

/** Where a mandate is stored. */
export function mandateKey(workspace: Pick<Workspace, 'keys'>, request: Id, id: Id): ItemKey {
  return workspace.keys.requestPart(request, PARTS.mandate, id);
}

/** What the parts of a mandate are bound to. */
export function mandateBinding(request: Id, id: Id, section: 'agent' | 'document'): Binding {
  return requestBinding(request, id, section);
}

/** The mandate that a request rests on now; `not-found` for a request without an agent. */
export async function loadMandate(
  workspace: Workspace,
  { id, agent }: Pick<RequestItem, 'id' | 'agent'>,
): Promise<Mandate> {
  const [item] = agent ? await workspace.tables.get([mandateKey(workspace, id, agent.mandate)]) : [];
  if (!item) throw new Problem('not-found');
  return mandateFrom(item);
}

/** The key of a mandate; `gone` once the record of the request has ended. */
export async function mandateOwner(workspace: Workspace, { key }: Pick<Mandate, 'key'>): Promise<OwnerKey> {
  const [found] = await workspace.vault.ownerKeys([key]);
  if (!found) throw new Problem('gone');
  return found;
}

/** Opens who the agent is. */
export async function openAgent(workspace: Workspace, request: Id, mandate: Mandate): Promise<AgentContent> {
  const key = await mandateOwner(workspace, mandate);
  const binding = mandateBinding(request, mandate.id, 'agent');
  return workspace.vault.open(key, binding, mandate.content) as unknown as AgentContent;
}

/** Seals who the agent is. */
export function sealAgent(
  workspace: Workspace,
  key: OwnerKey,
  request: Id,
  id: Id,
  { name, email, phone, reference }: AgentContent,
): Uint8Array {
  const content: Json = {
    name,
    ...(email ? { email } : {}),
    ...(phone ? { phone } : {}),
    ...(reference ? { reference } : {}),
  };
  return workspace.vault.seal(key, mandateBinding(request, id, 'agent'), content);
}
