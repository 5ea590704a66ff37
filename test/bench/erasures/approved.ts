import { declarationOf } from '../../../shared/catalogue/record-types.ts';
import type { Id, RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import { SECOND, instant } from '../../../shared/kernel/time.ts';
import type { WorkflowEvent } from '../../../shared/kernel/workflow.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { approve } from '../../../shared/rights/decisions/decide.ts';
import { openRequest } from '../../../shared/rights/opening/open-request.ts';
import { planTurn } from '../../../shared/rights/plan/make-plan.ts';
import { step } from '../../../shared/rights/steps/store.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import type { TenantOffice } from './tenant-office.ts';

/** A person of the tenant, by the card that leads to the person. */
export interface Known {
  readonly name: string;
  readonly card: RecordId;
  readonly person: SubjectId;
}

/** Records or people that are written at the same time. */
const LANES = 8;

/** Works through rows, several at a time. */
export async function together<Row>(rows: readonly Row[], work: (row: Row) => Promise<unknown>) {
  const waiting = [...rows];
  const lane = async () => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) await work(row);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** Writes a record as the product does. */
export async function create(
  workspace: Workspace,
  type: string,
  body: Readonly<Record<string, unknown>>,
  assigned: Parameters<typeof createRecord>[3] = {},
) {
  const declaration = declarationOf(type);
  if (!declaration) throw new RangeError(type);
  return createRecord(workspace, declaration, body, assigned);
}

/** A person with a card and so many notes. */
export async function personWith(workspace: Workspace, name: string, notes: number): Promise<Known> {
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
  const { id, subject } = await create(workspace, 'contact', { name, email });
  if (!subject) throw new TypeError('a contact is a person');
  // One after the other: transactions that check the same person get into each other's way.
  for (let note = 0; note < notes; note++)
    await create(workspace, 'note', { about: id, text: `Call ${note}` });
  return { name, card: id, person: subject };
}

async function planned(workspace: Workspace, request: Id): Promise<void> {
  let event = { tenant: workspace.tenant, turn: 0, request, step: 'plan', attempt: 1 } as WorkflowEvent;
  for (;;) {
    const { next, carry } = await planTurn(workspace, event);
    if (next === 'done') return;
    event = { ...event, ...carry, turn: event.turn + 1 } as WorkflowEvent;
  }
}

/** Takes a request of a person as far as the plan, by the product's own steps. */
async function requested(workspace: Workspace, { name, person }: Known): Promise<Id> {
  const at = instant(workspace.now());
  const { request } = await openRequest(workspace, {
    type: 'erasure',
    channel: 'post',
    receivedAt: at,
    identifiers: [{ kind: 'name', value: name }],
  });
  await step(workspace, request.id, 'challenge', { set: { subject: person } });
  await step(workspace, request.id, 'verify', { set: { identification: { method: 'call-back', at } } });
  await step(workspace, request.id, 'prepare', { set: { attempt: 1 } });
  await planned(workspace, request.id);
  return request.id;
}

/** Erasures that were approved at one and the same instant, so that every stop window ends at another one. */
export interface Approved {
  readonly requests: readonly Id[];
  /** When the stop windows end, epoch milliseconds. */
  readonly over: number;
}

/** Seconds of a stop window: long enough to approve everything in it. */
const WINDOW = 3600;

/** Asks for the erasure of people, and approves it. */
export async function approved(office: TenantOffice, people: readonly Known[]): Promise<Approved> {
  const requests: Id[] = [];
  const workspace = office.as(office.officer);
  await together(people, async (one) => requests.push(await requested(workspace, one)));
  const now = workspace.now();
  const second = office.as(office.second, now);
  await together(requests, (request) => approve(second, request, WINDOW));
  return { requests, over: now + WINDOW * SECOND };
}
