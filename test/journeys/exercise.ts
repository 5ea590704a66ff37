import { eventually, inMail } from './awaited.ts';
import type { Answer, Client } from './client.ts';
import { colleague } from './colleagues.ts';
import type { Stack, Tenant } from './fixture.ts';

/** Somebody whose data a business holds, as the business created the contact. */
export interface Person {
  readonly contact: string;
  readonly person: string;
  readonly email: string;
}

/** A business with an officer and a salesperson, in which people exercise their rights. */
export interface Desk {
  readonly stack: Stack;
  readonly firm: Tenant;
  readonly officer: Client;
  readonly sales: Client;
  /** Creates a contact; an hour later it counts as on file. */
  person(name: string, email: string, more?: Readonly<Record<string, unknown>>): Promise<Person>;
  /** Opens a request by mail and confirms it with the code from the mailbox on file; its id. */
  exercise(type: string, who: Person, more?: Readonly<Record<string, unknown>>): Promise<string>;
  /** A step of the officer that has to be accepted; the request afterwards. */
  // oxlint-disable-next-line typescript/no-explicit-any
  step(request: string, verb: string, body?: unknown): Promise<any>;
  /** Waits until the request is in a state, and moves the clock on while it waits for the clock. */
  // oxlint-disable-next-line typescript/no-explicit-any
  reaches(request: string, state: string): Promise<any>;
  /** Waits until the letters of a closed request are delivered and its content is destroyed. */
  settles(request: string): Promise<void>;
}

/** The answer, which has to be one of success. */
export function accepted(answer: Answer): Answer {
  if (answer.status < 300) return answer;
  throw new Error(`${answer.status} ${answer.text}`);
}

/** Opens a request by mail and confirms it with the code from the mailbox on file; its id. */
export async function exercise(
  stack: Stack,
  officer: Client,
  type: string,
  email: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const now = await stack.now();
  const opened = accepted(
    await officer.post('/v1/requests', {
      type,
      channel: 'email',
      identifiers: [{ kind: 'email', value: email }],
      receivedAt: new Date(now - 60_000).toISOString(),
      language: 'en',
      ...more,
    }),
  );
  const { id } = opened.body;
  accepted(await officer.post(`/v1/requests/${id}/challenge`, { via: 'email' }));
  const link = await inMail(stack, email, /\/public\/pages\/verify\/(\S+)/, now);
  accepted(await stack.anybody.post(`/public/v1/challenges/${link}/code`, {}));
  const code = await inMail(stack, email, /Your code: (\d{8})/, now);
  accepted(await stack.anybody.post(`/public/v1/challenges/${link}/answer`, { code }));
  return id;
}

/** Opens a business for journeys about rights. */
export async function openDesk(stack: Stack): Promise<Desk> {
  const firm = await stack.onboard();
  const officer = await colleague(firm, stack, 'officer');
  const sales = await colleague(firm, stack, 'sales');
  const read = async (request: string) => (await officer.get(`/v1/requests/${request}`)).body;
  const until = (look: () => Promise<unknown>) =>
    eventually(stack, async () => {
      const found = await look();
      if (found === undefined) await stack.advance('PT1M');
      return found;
    });
  return {
    stack,
    firm,
    officer,
    sales,
    person: async (name, email, more = {}) => {
      const { body } = accepted(await firm.client.post('/v1/contacts', { name, email, ...more }));
      await stack.advance('PT1H');
      return { contact: body.id, person: body.person, email };
    },
    exercise: (type, { email }, more) => exercise(stack, officer, type, email, more),
    step: async (request, verb, body = {}) => {
      const path = `/v1/requests/${request}/${verb}`;
      const answer = await officer.call(verb === 'acts' ? 'PUT' : 'POST', path, { body });
      return accepted(answer).body;
    },
    reaches: (request, state) =>
      until(async () => {
        const found = await read(request);
        return found.state === state ? found : undefined;
      }),
    settles: async (request) => {
      await until(async () => (await read(request)).keyEndedAt);
    },
  };
}
