import { ID_LENGTH, isId, type TenantId } from '../kernel/ids.ts';
import type { Office } from '../office/office.ts';
import { keysOf } from '../store/grammar.ts';
import type { Due } from '../store/due.ts';
import { outboxKey } from './outbox.ts';
import type { SendMail } from './send-mail.ts';
import { sendMail } from './send-mail.ts';

/** Who acts when mails go out. */
export const POSTMAN = { kind: 'system', id: 'mail' } as const;

const OUTBOX = /^T#([0-9A-Z]{26})#OUT#(\d{4}-\d{2}-\d{2})#(\d+)$/;

/** Sends the mail that a key of the stream stands for; keys of everything else are nothing to do. */
export async function deliverKey(
  office: Pick<Office, 'workspace'>,
  send: SendMail,
  { pk, sk }: { readonly pk: string; readonly sk: string },
): Promise<void> {
  const [, tenant = '', day = '', shard = ''] = OUTBOX.exec(pk) ?? [];
  if (tenant.length !== ID_LENGTH || !isId(tenant) || !isId(sk)) return;
  const owner = tenant as string as TenantId;
  const at = keysOf(owner).outbox(day, Number(shard), sk);
  await sendMail(office.workspace(owner, POSTMAN), at, send);
}

/** Sends the mail that due work stands for; false when it has to be tried later. */
export async function deliverDue(
  office: Pick<Office, 'workspace'>,
  send: SendMail,
  { tenant, reference, at }: Due & { readonly tenant: TenantId },
): Promise<boolean> {
  const workspace = office.workspace(tenant, POSTMAN);
  return sendMail(workspace, outboxKey(workspace, reference, at), send);
}
