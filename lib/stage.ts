import type { Region } from '../shared/kernel/regions.ts';
import { isId } from '../shared/kernel/ids.ts';
import { isRegion } from '../shared/kernel/regions.ts';

/** Everything in which one deployment differs from another one; the stacks are a function of it. */
export interface Stage {
  /** Part of every physical name: two to twelve lower-case letters and digits. */
  readonly name: string;
  readonly region: Region;
  /** Twelve digits; without it the template fits every account. */
  readonly account?: string;
  /** Domain that mails are sent from; its DNS records are an output of the mail identity. */
  readonly mailDomain: string;
  /**
   * Domain of the privacy inboxes, whose MX record leads to the region's receiving endpoint; another one than
   * `mailDomain`. Without it there are no inboxes: not every region receives.
   */
  readonly inboxDomain?: string;
  /** Tenant in which the vendor answers for what it does itself; the platform team begins it like any other. */
  readonly house: string;
  /** Seconds in which an approved erasure can still be stopped. */
  readonly stopWindowSeconds: number;
}

const DAY = 24 * 60 * 60;
/** An id that is easy to tell from the drawn ones. */
const HOUSE = '00000000000000000000VEND0R';

/** The deployments of this repository; a new one is a row. */
export const STAGES = {
  dev: {
    name: 'dev',
    region: 'eu-central-1',
    mailDomain: 'mail.example.com',
    inboxDomain: 'inbox.example.com',
    house: HOUSE,
    stopWindowSeconds: 60,
  },
  prod: {
    name: 'prod',
    region: 'eu-central-1',
    mailDomain: 'mail.example.com',
    inboxDomain: 'inbox.example.com',
    house: HOUSE,
    stopWindowSeconds: 3 * DAY,
  },
  sovereign: {
    name: 'sovereign',
    region: 'eusc-de-east-1',
    mailDomain: 'mail.example.com',
    house: HOUSE,
    stopWindowSeconds: 3 * DAY,
  },
} as const satisfies Record<string, Stage>;

/** Checks a stage; throws on a name that cannot be part of physical names and on a region outside the allow-list. */
export function checkStage(stage: Stage): Stage {
  if (!/^[a-z][a-z0-9]{1,11}$/.test(stage.name))
    throw new Error('a stage name is 2 to 12 letters and digits');
  if (!isRegion(stage.region)) throw new Error(`region ${String(stage.region)} is not on the allow-list`);
  if (stage.account !== undefined && !/^\d{12}$/.test(stage.account))
    throw new Error('an account is 12 digits');
  if (!isId(stage.house)) throw new Error('the house tenant is an id of 26 characters');
  if (stage.inboxDomain === stage.mailDomain)
    throw new Error('inboxes have a domain of their own: answers to our mails are no requests');
  if (!Number.isInteger(stage.stopWindowSeconds) || stage.stopWindowSeconds < 1)
    throw new Error('the stop window is a positive number of seconds');
  return stage;
}

/** The stage that a variable of the shell names (`BAILIWICK_STAGE`, default `dev`). */
export function stageNamed(name = 'dev'): Stage {
  const row: Stage | undefined = Object.hasOwn(STAGES, name)
    ? STAGES[name as keyof typeof STAGES]
    : undefined;
  if (row === undefined) throw new Error(`no stage ${name}; there are ${Object.keys(STAGES).join(', ')}`);
  return checkStage(row);
}
