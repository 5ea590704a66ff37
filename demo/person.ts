import { until } from './client.ts';
import type { Body, Story } from './story.ts';

/** The person of the story: contact, and everything found about the person before anything is asked. */
export interface Person {
  readonly contact: Body;
  readonly view: Body;
  /** Texts that only this person's records hold: what a copy must contain and an erasure must end. */
  readonly own: readonly string[];
}

/** Every page of a person's view. */
export async function wholeView(story: Story, person: string): Promise<Body> {
  const records: Body[] = [];
  const links: Body[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor ? `?cursor=${encodeURIComponent(cursor)}` : '';
    const page = await story.staff.officer.must('GET', `/v1/people/${person}${query}`);
    records.push(...page.records);
    links.push(...page.links);
    cursor = page.cursor;
  } while (cursor);
  return { records, links };
}

/** Finds the person by one identifier and shows what the officer sees. */
export async function lookUp(story: Story): Promise<Person> {
  const { terminal, staff, map } = story;
  terminal.chapter('A person is looked up');
  const { items } = await staff.sales.must('POST', '/v1/contacts/lookup', map.person);
  const [contact] = items;
  if (!contact) throw new Error('nobody answers to the identifier that the map names');
  const [kind] = Object.keys(map.person);
  terminal.say(
    `By ${kind}: ${contact.name}${contact.jobTitle ? `, ${contact.jobTitle}` : ''}; person ${contact.person}.`,
  );
  const view = await wholeView(story, contact.person);
  const counts = new Map<string, number>();
  for (const { type } of view.records) counts.set(type, (counts.get(type) ?? 0) + 1);
  terminal.table([...counts].map(([type, count]) => [type, String(count)]));
  if (view.links.length > 0) terminal.say(`named by ${view.links.length} further record(s) of others`);
  const own = [contact.name, contact.email, contact.phone, contact.fax].filter(
    (text) => typeof text === 'string',
  );
  return { contact, view, own };
}

/** The invoice that the law will keep: for the person's newest order, issued by finance. */
export async function issueInvoice(story: Story, { contact, view }: Person, today: string): Promise<Body> {
  const { terminal, staff } = story;
  terminal.chapter('An invoice is issued for the newest order');
  const orders: Body[] = view.records.filter(({ type }: Body) => type === 'order');
  const newest = orders.sort((a, b) => (a.orderedOn < b.orderedOn ? 1 : -1))[0];
  if (!newest) throw new Error('the person has ordered nothing');
  const lines = newest.lines.map(({ quantity, unitPrice, discount }: Body, index: number) => ({
    text: `Position ${index + 1}`,
    quantity,
    unitPrice,
    amount: Math.round(quantity * unitPrice * (1 - (discount ?? 0))),
  }));
  const invoice = await staff.finance.must('POST', '/v1/invoices', {
    status: 'issued',
    issuedOn: today,
    currency: newest.currency,
    lines,
    total: lines.reduce((sum: number, { amount }: Body) => sum + amount, 0),
    billedTo: contact.id,
    order: newest.id,
    recipientName: contact.name,
    ...(contact.address ? { recipientAddress: contact.address } : {}),
    remark: 'Asks for delivery in the morning.',
  });
  const issued = await staff.finance.must('GET', `/v1/invoices/${invoice.id}`);
  terminal.say(
    `Invoice ${issued.number}, ${(issued.total / 100).toFixed(2)} ${issued.currency}, for the order of ${newest.orderedOn}.`,
  );
  const late = await staff.finance.ask(
    'PATCH',
    `/v1/invoices/${invoice.id}`,
    { total: 1 },
    { 'if-match': '"v1"' },
  );
  terminal.claim(late.status === 409, 'an issued invoice cannot be changed any more');
  return issued;
}

/** A request that has come to a state, or to an end that the story did not expect. */
export function reaches(story: Story, request: string, state: string, seconds = 180): Promise<Body> {
  const ends = [state, 'failed', 'partly-done', 'refused', 'nothing-found', 'cancelled'];
  return until(
    `state ${state}`,
    () => story.staff.officer.must('GET', `/v1/requests/${request}`),
    (found) => {
      story.terminal.progress(found.says);
      return ends.includes(found.state);
    },
    seconds,
  ).finally(() => story.terminal.settled());
}
