import type { Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Binding, Workspace } from '../../store/workspace.ts';
import { noticesOf } from './notice.ts';
import { recipientsById } from '../../recipients/recipient.ts';

/** A recipient in a receipt: who was told of what, and how. */
export interface ToldRecipient {
  readonly [member: string]: Json;
  readonly notice: string;
  readonly name: string;
  readonly kind: string;
  readonly about: string;
  readonly by: string;
  readonly composedAt: string;
}

/** Recipients that a receipt names; beyond that only their number is in it. */
const NAMED = 200;

/** Who was told on behalf of a request, in the order of the notices' ids; and how many. */
export async function toldFor(
  workspace: Workspace,
  request: Id,
): Promise<{ readonly count: number; readonly named: readonly ToldRecipient[] }> {
  const notices = await noticesOf(workspace, request);
  const some = notices.slice(0, NAMED);
  const recipients = await recipientsById(workspace, [...new Set(some.map(({ recipient }) => recipient))]);
  const named = some.map(({ id, recipient, kind, about, by, composedAt }) => ({
    notice: id,
    name: recipients.get(recipient)?.name ?? '',
    kind,
    about,
    by,
    composedAt,
  }));
  return { count: notices.length, named };
}

const binding = (receipt: Id): Binding => ({
  owner: 'tenant',
  type: 'receipt',
  id: receipt,
  section: 'recipients',
  schema: 1,
});

/** Seals the names in a receipt under the tenant's key: a receipt is stored readable, and names are not. */
export async function sealTold({ vault }: Workspace, receipt: Id, told: Json): Promise<Uint8Array> {
  return vault.seal(await vault.tenantKey(), binding(receipt), told);
}

/** Opens them again. */
export async function openTold({ vault }: Workspace, receipt: Id, sealed: Uint8Array): Promise<Json> {
  return vault.open(await vault.tenantKey(), binding(receipt), sealed);
}
