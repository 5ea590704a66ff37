import type { Id } from '../../kernel/ids.ts';
import { instant } from '../../kernel/time.ts';
import { PRESENT, ABSENT, any } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import type { RequestItem } from '../request/model.ts';
import { contentOf, openPart, sealPart } from '../request/sealed.ts';
import { PARTS } from '../request/stored.ts';

/** Where an identified person is reached; from what was on file before the request. */
export interface Contact {
  readonly email?: string;
  /** Where the person lives (ISO 3166-1 alpha-2), for the authority that letters name. */
  readonly country?: string;
}

const ON_FILE = 'file';

const contactKey = (workspace: Workspace, request: Id) =>
  workspace.keys.requestPart(request, PARTS.contact, ON_FILE);

/** Keeps how the identified person is reached, under the request's key: letters outlive the person's records. */
export async function contactWrite(
  workspace: Workspace,
  request: RequestItem,
  contact: Contact,
): Promise<Write> {
  const content = await sealPart(workspace, request, ON_FILE, 'contact', { ...contact });
  return {
    put: { content, at: instant(workspace.now()) },
    at: contactKey(workspace, request.id),
    if: any(PRESENT, ABSENT),
  };
}

/** Forgets how the person is reached, when the identification does not hold. */
export function noContactWrite(workspace: Workspace, request: Id): Write {
  return { delete: true, at: contactKey(workspace, request), if: any(PRESENT, ABSENT) };
}

/** How the identified person is reached; undefined before identification. */
export async function contactOf(workspace: Workspace, request: RequestItem): Promise<Contact | undefined> {
  const [item] = await workspace.tables.get([contactKey(workspace, request.id)]);
  if (!item) return undefined;
  const content = await openPart(workspace, request, ON_FILE, 'contact', item['content'] as Uint8Array);
  return content as Contact;
}

/**
 * Where letters go: the address on file of the identified person, or the one named in the request, which is good
 * enough for letters because they neither confirm that data exist nor carry a code (IDV-01). An agent without a
 * mandate is not written to.
 */
export async function letterAddress(workspace: Workspace, request: RequestItem): Promise<string | undefined> {
  const contact = await contactOf(workspace, request);
  const { agent } = request;
  if (agent?.state === 'refused' || agent?.state === 'revoked') return contact?.email;
  return contact?.email ?? (await contentOf(workspace, request))?.replyTo;
}
