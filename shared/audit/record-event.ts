import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { SubjectId } from '../kernel/ids.ts';
import { newTimeId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { day, instant } from '../kernel/time.ts';
import { ABSENT } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import type { AuditEvent } from './vocabulary.ts';
import { ACTIONS } from './vocabulary.ts';

/** Partitions of one day's events: a tenant may write 1,000 events a second to each. */
export const EVENT_SHARDS = 4;

/** SHA-256 over the canonical form of an event, base64url: what the sealed log will commit to. */
export function eventDigest(event: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(canonicalJson(event)).digest('base64url');
}

type Scene = Pick<Workspace, 'tenant' | 'actor' | 'now' | 'random' | 'keys'>;

/** The write of an event, for the transaction of the change that it tells of; an unknown action is refused. */
export function eventWrite(workspace: Scene, event: AuditEvent): Write {
  const { tenant, actor, random, keys } = workspace;
  if (!Object.hasOwn(ACTIONS, event.action)) throw new Problem('internal');
  const now = workspace.now();
  const id = newTimeId(now, random);
  const shard = 1 + ((random(1)[0] ?? 0) % EVENT_SHARDS);
  const told = {
    ...event,
    purpose: event.purpose ?? ACTIONS[event.action],
    outcome: event.outcome ?? 'done',
    id,
    at: instant(now),
    actor: actor.id,
    actorKind: actor.kind,
  };
  const trail = event.subject && { trailPk: keys.trail(event.subject as SubjectId), trailSk: id };
  return {
    put: { ...told, ...trail, digest: eventDigest({ ...told, tenant }) },
    at: keys.event(day(now), shard, id),
    if: ABSENT,
  };
}

/** Writes the event of a read before its result is given out; when that fails, so does the read. */
export async function recordRead(workspace: Workspace, event: AuditEvent): Promise<void> {
  await recordReads(workspace, [event]);
}

/** Events of one transaction. */
const TOGETHER = 100;

/** Writes the events of a read of several things, a hundred per call; a read of nothing protected has none. */
export async function recordReads(workspace: Workspace, events: readonly AuditEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += TOGETHER) {
    const together = events.slice(from, from + TOGETHER);
    await workspace.tables.write(together.map((event) => eventWrite(workspace, event)));
  }
}
