import { eventWrite } from '../audit/record-event.ts';
import { openFrames } from '../crypto/frames.ts';
import { newId, type Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { hoursDeadline } from '../rights/deadlines/hours.ts';
import { languageOf } from '../rights/letters/content.ts';
import { ABSENT } from '../store/clauses.ts';
import { dueWrite } from '../store/due.ts';
import type { Workspace } from '../store/workspace.ts';
import { tenantSettings } from '../tenants/settings.ts';
import { arrivalBinding, arrivalKey, loadArrival, openContent } from './arrival-store.ts';
import { noteForwarded } from './close.ts';
import { VISITOR, admit, arrivalOf, delivered, steadily, type DoorServices, type Written } from './door.ts';
import { languageIn } from './language.ts';
import { personWrites } from './letters-out.ts';
import type { Arrival, ArrivalItem } from './model.ts';
import { receive } from './receive.ts';
import { WATCH } from './turn.ts';

/** Hours within which what the vendor receives about a business has to reach the business (DSR-12). */
export const FORWARD_HOURS = 72;

/** Until when what was received at a moment (RFC 3339) has to be passed on. */
export const forwardBy = (receivedAt: string): string =>
  hoursDeadline(receivedAt, FORWARD_HOURS, '/receivedAt');

/**
 * The vendor's letter to somebody who named a business, with a record that holds nothing of the message: that one was
 * passed on, and when.
 */
async function refer(workspace: Workspace, named: string, written: Written): Promise<void> {
  const { country } = await tenantSettings(workspace);
  const id = newId(workspace.random);
  const { key, write } = await workspace.vault.newOwnerKey('request');
  const at = instant(workspace.now());
  const arrival: ArrivalItem = {
    id,
    state: 'forwarded',
    door: 'vendor',
    channel: 'form',
    version: 1,
    receivedAt: at,
    createdAt: at,
    endedAt: at,
    language: written.language ?? languageIn(written.message) ?? languageOf(country),
    proposals: [],
    findings: [],
    attachments: 0,
    requests: [],
    repeats: 0,
    key: key.id,
    originals: [],
    marks: [],
  };
  const list = { listPk: workspace.keys.list('arrival', 0), listSk: `${at}#${id}` };
  const letter = written.email
    ? await personWrites(workspace, { ...arrival, owner: key }, 'passed-on', written.email, { named })
    : [];
  await workspace.tables.write([
    { put: { ...arrival, ...list }, at: workspace.keys.arrival(id), if: ABSENT },
    write,
    eventWrite(workspace, { action: 'arrival.take', target: id }),
    dueWrite(workspace, { at: workspace.now() + WATCH, kind: 'arrival', reference: id }),
    ...letter,
  ]);
}

/**
 * Takes a message at the vendor's own door. One that names a business goes to that business at once, sealed as the
 * business's, and is not kept here; a name that leads to nobody is held for the vendor's privacy officer, with the clock
 * of 72 hours. Whoever wrote it gets the same letter. Without a business it is about what the vendor itself holds: a
 * case of the vendor as controller, in the vendor's own tenant.
 */
export async function takeAtVendor(
  services: DoorServices,
  source: string,
  { business, ...written }: Written & { readonly business?: string | undefined },
): Promise<void> {
  const house = services.office.workspace(services.house, VISITOR);
  await steadily(services, async () => {
    await admit(services, source, business ?? '');
    const arrival = arrivalOf(written, business ? 'vendor' : 'form', services.now());
    if (!business) return void (await receive({ workspace: house }, arrival));
    const passed: Arrival = { ...arrival, forwardBy: forwardBy(arrival.receivedAt) };
    const tenant = await services.handles.find(business);
    if (!tenant || !(await delivered(services, tenant, passed)))
      await receive(
        { workspace: house },
        { ...passed, held: true, content: { ...arrival.content, business } },
      );
    await refer(house, business, written);
  });
}

/**
 * Passes on what was held, with its first arrival time; done twice it arrives once. `forbidden` outside the vendor's own
 * tenant, `rule.violated` for a name that leads to nobody.
 */
export async function forwardArrival(
  services: DoorServices,
  workspace: Workspace,
  id: Id,
  business: string,
): Promise<ArrivalItem> {
  if (workspace.tenant !== services.house) throw new Problem('forbidden');
  const arrival = await loadArrival(workspace, id);
  const { business: _named, ...content } = await openContent(workspace, arrival);
  const { channel, receivedAt, findings, originals } = arrival;
  const [kept] = originals;
  const original =
    kept === undefined ? {} : { original: () => openOriginal(services, workspace, arrival, kept) };
  const tenant = await services.handles.find(business);
  const given: Arrival = {
    door: 'vendor',
    channel,
    receivedAt,
    findings,
    content,
    rights: [],
    delivery: id,
    forwardBy: arrival.forwardBy ?? forwardBy(receivedAt),
    ...original,
  };
  if (!tenant || tenant === services.house || !(await delivered(services, tenant, given)))
    throw new Problem('rule.violated', { violations: [{ pointer: '/business', rule: 'known name' }] });
  return noteForwarded(workspace, arrival);
}

async function* openOriginal(
  { objects }: DoorServices,
  workspace: Workspace,
  arrival: ArrivalItem,
  at: string,
): AsyncGenerator<Uint8Array> {
  const sealed = await objects(workspace.tenant).read('vault', at);
  if (!sealed) throw new Problem('gone');
  const key = await arrivalKey(workspace, arrival);
  yield* openFrames(workspace, key, arrivalBinding(arrival.id, at, 'original'), sealed);
}
