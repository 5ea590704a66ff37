import { recordRead } from '../audit/record-event.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR } from '../kernel/time.ts';
import type { Workspace } from '../store/workspace.ts';
import { controlFrom } from '../subjects/control.ts';
import { disclosurePage, type Disclosure } from './disclosure.ts';
import { recipientsById } from './recipient.ts';

/** A disclosure as members see it, with the recipient's name. */
export type NamedDisclosure = Disclosure & { readonly name: string };

/** One page of what went to whom about a person, oldest first; `not-found` for a person who is not here. */
export async function listDisclosures(
  workspace: Workspace,
  person: SubjectId,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<{ readonly items: readonly NamedDisclosure[]; readonly cursor?: string }> {
  const { keys, tables, vault } = workspace;
  const control = controlFrom((await tables.get([keys.subject(person)]))[0]);
  if (!control || control.state === 'erased') throw new Problem('not-found');
  const scope = `disclosures|${person}|${workspace.actor.id}`;
  const after = cursor === undefined ? undefined : await vault.openCursor(scope, cursor);
  if (cursor !== undefined && after === undefined) throw new Problem('cursor.invalid');
  const page = await disclosurePage(
    workspace,
    person,
    limit,
    after as Readonly<Record<string, unknown>> | undefined,
  );
  const recipients = await recipientsById(workspace, [...new Set(page.items.map((one) => one.recipient))]);
  await recordRead(workspace, { action: 'disclosure.read', subject: person, target: person });
  const items = page.items.map((one) => ({ ...one, name: recipients.get(one.recipient)?.name ?? '' }));
  if (!page.next) return { items };
  return { items, cursor: await vault.sealCursor(scope, page.next as Json, workspace.now() + HOUR) };
}
