import { instant } from '../../kernel/time.ts';
import { Problem } from '../../kernel/problems.ts';
import { ABSENT, PRESENT, any } from '../../store/clauses.ts';
import type { OwnerKey, Workspace, Write } from '../../store/workspace.ts';
import type { Contact } from '../correspondence/contact.ts';
import { contactOnFile } from '../identity/contact-on-file.ts';
import type { RequestItem } from '../request/model.ts';
import type { Changes } from '../steps/store.ts';
import { requestBinding } from '../request/sealed.ts';
import { PARTS } from '../request/stored.ts';

/** A closed request that is taken up again: a key of its own, and how the person is reached now. */
export interface Renewal {
  readonly key: OwnerKey;
  readonly contact: Contact;
  readonly changes: Required<Pick<Changes, 'set' | 'remove' | 'writes'>>;
}

/**
 * Prepares a closed request for more to be said under it. Its former key is gone or will never be found again, so that
 * `conflict` refuses it as long as the closing letter is on its way.
 */
export async function renewed(workspace: Workspace, request: RequestItem): Promise<Renewal> {
  if (!request.keyEndedAt)
    throw new Problem('conflict', {
      detail: 'The closing letter is still on its way; try again once it is delivered.',
    });
  const { key, write } = await workspace.vault.newOwnerKey('request');
  const now = instant(workspace.now());
  const onFile = request.subject ? await contactOnFile(workspace, request.subject, now) : {};
  const contact: Contact = {
    ...(onFile.email ? { email: onFile.email } : {}),
    ...(onFile.country ? { country: onFile.country } : {}),
  };
  const content = workspace.vault.seal(key, requestBinding(request.id, 'file', 'contact'), { ...contact });
  const kept: Write = {
    put: { content, at: now },
    at: workspace.keys.requestPart(request.id, PARTS.contact, 'file'),
    if: any(PRESENT, ABSENT),
  };
  return {
    key,
    contact,
    changes: { set: { key: key.id }, remove: ['closedAt', 'keyEndedAt'], writes: [write, kept] },
  };
}
