import type { Answer, Client } from '../../journeys/client.ts';
import type { Reachable } from '../../journeys/fixture.ts';
import type { HouseWords, Words } from './words.ts';

/** A message that became requests. */
export interface Seen {
  readonly id: string;
  readonly requests: readonly string[];
}

/** What the steps of a story hand on. */
export interface Told {
  readonly stack: Reachable;
  readonly words: Words & HouseWords;
  tenant: string;
  /** API keys of the administrator and the officers, in the order in which they were made. */
  readonly apiKeys: string[];
  admin: Client;
  /** Two officers: what one decides, the other one approves. */
  officers: readonly [Client, Client];
  contact: string;
  person: string;
  /** Number of the invoice that a statute keeps. */
  number: string;
  /** Messages of the person that became requests. */
  readonly arrivals: Seen[];
  /** The request for erasure. */
  erasure: string;
}

/** One step of a story. */
export interface Step {
  readonly step: string;
  readonly tell: (told: Told) => Promise<void>;
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

/** The answer, when it has one of these statuses. */
export function expected(answer: Answer, ...statuses: number[]): Answer {
  if (!statuses.includes(answer.status)) throw new Error(`${answer.status} ${answer.text.slice(0, 200)}`);
  return answer;
}
