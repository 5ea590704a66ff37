import { newTimeId, type Id, type RecordId, type SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { mailWrites } from '../mail/outbox.ts';
import { recipientsById, type Recipient } from '../recipients/recipient.ts';
import { recordDisclosure } from '../recipients/record-disclosure.ts';
import { contactOf } from '../rights/correspondence/contact.ts';
import { checkAuthority } from '../rights/identity/authority.ts';
import { challengeWrites } from '../rights/identity/challenges.ts';
import type { NotFeasible } from '../rights/letters/transfer.ts';
import { writeLetter } from '../rights/letters/write-letter.ts';
import { letter } from '../rights/correspondence/sent.ts';
import type { RequestItem, TransferWish } from '../rights/request/model.ts';
import { receiverWrite } from '../rights/correspondence/receiver.ts';
import { amend, load, step } from '../rights/steps/store.ts';
import { requestKey } from '../rights/request/sealed.ts';
import { PARTS } from '../rights/request/stored.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { tenantSettings } from '../tenants/settings.ts';
import { held } from './held.ts';
import { portable } from './portable/portable.ts';

const refusal = (detail: string, rule: string) =>
  new Problem('rule.violated', { detail, violations: [{ pointer: '/recipient', rule }] });

const unknown = () =>
  new Problem('reference.unknown', { violations: [{ pointer: '/recipient', rule: 'recipient' }] });

/** A recipient of the register, also one that has ended: the person is told its name. */
async function registered(workspace: Workspace, id: Id): Promise<Recipient> {
  const recipient = (await recipientsById(workspace, [id])).get(id);
  if (!recipient) throw unknown();
  return recipient;
}

/** The controller that the person has named: in the register, active, and no processor of the business. */
async function controllerOf(workspace: Workspace, id: Id): Promise<Recipient> {
  const recipient = await registered(workspace, id);
  if (recipient.state === 'ended') throw unknown();
  if (recipient.kind !== 'recipient')
    throw refusal('Data are transmitted to a controller of its own.', 'controller');
  return recipient;
}

/** The wish of a request that waits for an answer; `state.conflict` when there is none. */
function openWish({ transfer }: RequestItem): TransferWish {
  if (transfer?.state === 'wished') return transfer;
  throw new Problem('state.conflict', { detail: 'No wish for a transfer is open.' });
}

/** Notes that the person wants the data to go straight to another controller (Art. 20(2)); answered before any release. */
export async function wishTransfer(workspace: Workspace, request: Id, recipient: Id): Promise<RequestItem> {
  return amend(workspace, request, 'request.step', async ({ type, state }) => {
    if (type !== 'portability' || !['verified', 'review'].includes(state))
      throw new Problem('state.conflict', { detail: `The request is in state ${state}.` });
    await controllerOf(workspace, recipient);
    return {
      set: { transfer: { recipient, state: 'wished', wishedAt: instant(workspace.now()) } },
      note: { transfer: 'wished', recipient },
    };
  });
}

/** Answers that the transfer is technically not feasible, with the reason; the person gets the data instead. */
export async function refuseTransfer(
  workspace: Workspace,
  request: Id,
  reason: NotFeasible,
): Promise<RequestItem> {
  return amend(workspace, request, 'request.decide', async (found) => {
    const wish = openWish(found);
    const { name: receiver } = await registered(workspace, wish.recipient);
    return {
      set: { transfer: { ...wish, state: 'refused', reason } },
      note: { transfer: 'refused', reason },
      writes: await letter(workspace, found, 'transfer-refused', { receiver, reason }),
    };
  });
}

/** Records of one disclosure at most. */
const TOGETHER = 100;

/** Records, before they leave, which fields the controller is given; a transfer that is tried again is told of again. */
async function discloseAll(
  workspace: Workspace,
  person: SubjectId,
  request: Id,
  recipient: Id,
): Promise<void> {
  const given: { record: RecordId; fields: readonly string[] }[] = [];
  for await (const one of held({ workspace, subject: person, request, narrowed: portable })) {
    if ('unreadable' in one) continue;
    const fields = Object.keys(one.shown);
    if (fields.length > 0) given.push({ record: one.record.item.id, fields });
  }
  for (let from = 0; from < given.length; from += TOGETHER)
    await recordDisclosure(
      workspace,
      person,
      { recipient, records: given.slice(from, from + TOGETHER), purpose: 'rights-handling', way: 'file' },
      { use: 'rights' },
    );
}

/** The mail with the link, to the controller's address in the register; no letter to the person. */
async function linkMail(
  workspace: Workspace,
  request: RequestItem,
  { language }: Recipient,
  { to, url, validUntil }: { readonly to: string; readonly url: string; readonly validUntil: string },
): Promise<Write[]> {
  const { name, country } = await tenantSettings(workspace);
  const id = newTimeId(workspace.now(), workspace.random);
  const owner = {
    request: request.id,
    key: await requestKey(workspace, request),
    part: PARTS.noticeMail,
    id,
  };
  const facts = {
    business: name ?? workspace.tenant,
    reference: request.id,
    url,
    validUntil,
    complaint: { established: country },
  };
  return mailWrites(workspace, owner, 'transfer-link', {
    to,
    ...writeLetter('transfer-link', language, facts),
  });
}

/**
 * Hands the package to the controller that the person has named: the link goes to the address in the register, the code
 * to the person's mailbox on file, so that neither opens anything without the other. `rule.violated` without either
 * address, and when the register does not allow it (purpose `rights-handling`, third country).
 */
export async function makeTransfer(
  workspace: Workspace,
  request: Id,
  publicUrl: string,
): Promise<RequestItem> {
  const asked = await load(workspace, request);
  const wish = openWish(asked);
  const receiver = await controllerOf(workspace, wish.recipient);
  const { contact } = receiver;
  checkAuthority(asked, workspace.now());
  if (asked.state !== 'review' || !asked.subject)
    throw new Problem('state.conflict', { detail: `The request is in state ${asked.state}.` });
  const email = (await contactOf(workspace, asked))?.email;
  if (!email) throw refusal('No mailbox of the person was on file before the request.', 'on file');
  if (contact.by !== 'email') throw refusal('The register has no mailbox of this controller.', 'mailbox');
  await discloseAll(workspace, asked.subject, request, wish.recipient);
  return step(workspace, request, 'release', async (found) => {
    const made = openWish(found);
    checkAuthority(found, workspace.now());
    const { writes, url, validUntil } = await challengeWrites(workspace, found, 'transfer', email, publicUrl);
    return {
      set: {
        transfer: { ...made, state: 'made' },
        decidedBy: workspace.actor.id,
        decidedAt: instant(workspace.now()),
      },
      note: { by: 'transfer', recipient: made.recipient },
      writes: [
        ...writes,
        await receiverWrite(workspace, found, receiver.name),
        ...(await linkMail(workspace, found, receiver, { to: contact.email, url, validUntil })),
        ...(await letter(
          workspace,
          found,
          'transferred',
          { receiver: receiver.name, validUntil },
          { to: email },
        )),
      ],
    };
  });
}
