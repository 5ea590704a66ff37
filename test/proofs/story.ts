import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Answer, Client } from '../journeys/client.ts';
import type { Reachable } from '../journeys/fixture.ts';

/** What the steps of a story hand on. */
export interface Told {
  readonly stack: Reachable;
  readonly words: Words;
  tenant: string;
  admin: Client;
  principal: string;
  contact: string;
  person: string;
}

/** Every personal word of a story, so that it can be looked for afterwards; drawn anew for each story. */
export interface Words {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly remark: string;
  readonly street: string;
  readonly note: string;
  readonly business: string;
  readonly administrator: string;
  readonly address: string;
}

/** Words that occur nowhere by chance: `mark` is a few letters. */
export function wordsOf(mark: string): Words {
  return {
    name: `Ines Albrecht ${mark}`,
    email: `ines.${mark}@example.org`,
    phone: '+49 30 901820',
    remark: `prefers calls – Grüße “${mark}rmk”`,
    street: `${mark}weg 7`,
    note: `${mark}nte: met Tomás Vidal at the fair`,
    business: `Lindqvist & Daughters ${mark}`,
    administrator: `Noor Haddad ${mark}adm`,
    address: `noor.${mark}@example.com`,
  };
}

/** A step of the story did not go as it goes when everything works. */
export class StepFailed extends Error {
  readonly step: string;

  constructor(step: string, message: string) {
    super(`${step}: ${message}`);
    this.name = 'StepFailed';
    this.step = step;
  }
}

function expected(answer: Answer, ...statuses: number[]): Answer {
  if (!statuses.includes(answer.status)) throw new Error(`${answer.status} ${answer.text.slice(0, 200)}`);
  return answer;
}

/** Real milliseconds for which a step is given time before the clock is moved, and how often it is moved. */
const PATIENCE = 1500;
const MOVES = 12;

/**
 * Asks until the answer is there. Work that is tried again after minutes gets these minutes, so that a story which
 * cannot succeed ends soon.
 */
export async function eventually<Value>(
  stack: Reachable,
  ask: () => Promise<Value | undefined>,
  patience = PATIENCE,
): Promise<Value> {
  const begun = performance.now();
  for (let moves = 0; moves < MOVES;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() - begun > patience) {
      await stack.advance('PT2M');
      moves += 1;
      await pauseFor(100);
    } else await pauseFor(20);
  }
  throw new Error('did not happen');
}

interface Step {
  readonly step: string;
  readonly tell: (told: Told) => Promise<void>;
}

/** The compact journey: every capability that needs something of AWS, once. */
export const STEPS: readonly Step[] = [
  {
    step: 'onboard',
    tell: async (told) => {
      const { stack } = told;
      const begun = expected(await stack.operator.post('/v1/platform/tenants', { country: 'DE' }), 202);
      told.tenant = begun.body.tenant as string;
      await eventually(stack, async () => {
        const { state } = (await stack.operator.get(`/v1/platform/tenants/${told.tenant}`)).body ?? {};
        if (state === 'failed') throw new Error('failed');
        return state === 'active' ? true : undefined;
      });
    },
  },
  {
    step: 'claim',
    tell: async (told) => {
      const { business, administrator, address } = told.words;
      const claimed = expected(
        await told.stack.operator.post(`/v1/platform/tenants/${told.tenant}/claim`, {
          name: business,
          admin: { name: administrator, email: address },
        }),
        201,
      );
      told.principal = claimed.body.principal as string;
      told.admin = told.stack.client(claimed.body.apiKey as string);
    },
  },
  {
    step: 'record',
    tell: async (told) => {
      const { name, email, phone, remark, street } = told.words;
      const address = { street, postalCode: '10115', city: 'Berlin', country: 'DE' };
      const body = { name, email, phone, remark, address };
      const made = expected(
        await told.admin.post('/v1/contacts', body, { 'idempotency-key': told.tenant }),
        201,
      );
      told.contact = made.body.id as string;
      told.person = made.body.person as string;
      const read = expected(await told.admin.get(`/v1/contacts/${told.contact}`), 200);
      if (read.body.name !== name) throw new Error('another name came back');
      expected(await told.admin.patch(`/v1/contacts/${told.contact}`, 1, { jobTitle: 'Buyer' }), 200);
    },
  },
  {
    step: 'note',
    tell: async ({ admin, contact, words }) => {
      expected(await admin.post('/v1/notes', { about: contact, text: words.note }), 201);
    },
  },
  {
    step: 'look up',
    tell: async ({ admin, contact, words }) => {
      const found = expected(await admin.post('/v1/contacts/lookup', { email: words.email }), 200);
      if (found.body.items[0]?.id !== contact) throw new Error('not found by address');
    },
  },
  {
    step: 'list',
    tell: async ({ admin, contact, stack }) => {
      // Lists lag.
      await eventually(stack, async () => {
        const listed = expected(await admin.get('/v1/contacts'), 200);
        return (listed.body.items as { id: string }[]).find(({ id }) => id === contact);
      });
    },
  },
];

/** Tells the story on a stack; throws `StepFailed` at the first step that goes wrong. */
export async function tellStory(stack: Reachable, words: Words, steps = STEPS): Promise<Told> {
  const told: Told = {
    stack,
    words,
    tenant: '',
    admin: stack.anybody,
    principal: '',
    contact: '',
    person: '',
  };
  for (const { step, tell } of steps) {
    try {
      await tell(told);
    } catch (error) {
      throw new StepFailed(step, (error as Error).message);
    }
  }
  return told;
}
