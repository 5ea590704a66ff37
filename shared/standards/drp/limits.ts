import { createHash } from 'node:crypto';
import type { publicTokens } from '../../intake/handles.ts';
import { countUp, windowOf, type Bound } from '../../intake/rate.ts';
import { Problem } from '../../kernel/problems.ts';
import { HOUR, SECOND, type Now } from '../../kernel/time.ts';
import { SYSTEM_KEYS } from '../../store/grammar.ts';
import type { SystemTables } from '../../store/system-tables.ts';
import type { Workspace } from '../../store/workspace.ts';
import { refused } from './envelope.ts';

/** What uses of the door are counted with, before anything is known of who uses it. */
export interface Counters {
  readonly system: SystemTables;
  readonly tokens: ReturnType<typeof publicTokens>;
  readonly now: Now;
}

/** Calls of one source (network address) in an hour, whichever business they are for. */
export const PER_SOURCE: Bound = { most: 600, within: HOUR };
/** New requests of one agent to one business in an hour: each of them is work for people. */
export const PER_AGENT: Bound = { most: 200, within: HOUR };
/** How long a message may be valid at most; the text recommends ten minutes (section 2.01). */
export const LONGEST_VALIDITY = HOUR;

function limited(now: number, { within }: Bound): Problem {
  return new Problem('rate.limited', { retryAfter: (within - (now % within)) / SECOND });
}

/** Counts a call by its source; `rate.limited` beyond the bound, whether or not there is such a business. */
export async function admitSource({ system, tokens, now }: Counters, source: string): Promise<void> {
  const at = now();
  const token = await tokens('rate.drp', source, windowOf(at, PER_SOURCE));
  if (!(await countUp(system, SYSTEM_KEYS.rate(token), PER_SOURCE, at))) throw limited(at, PER_SOURCE);
}

/** Counts a new request by its agent; `rate.limited` beyond the bound. */
export async function admitRequest({ vault, tables, keys, now }: Workspace, agent: string): Promise<void> {
  const at = now();
  const token = await vault.externalToken('drp.rate', `${agent}.${windowOf(at, PER_AGENT)}`);
  if (!(await countUp(tables, keys.rate(token), PER_AGENT, at))) throw limited(at, PER_AGENT);
}

/** Takes a message once for as long as any may be valid: whoever has seen it cannot use it again. */
export async function onlyOnce({ vault, tables, keys, now }: Workspace, sent: string): Promise<void> {
  const digest = createHash('sha256').update(sent).digest('hex');
  const token = await vault.externalToken('drp.once', digest);
  if (!(await countUp(tables, keys.rate(token), { most: 1, within: LONGEST_VALIDITY }, now())))
    throw refused();
}
