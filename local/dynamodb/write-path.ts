import { AwsError } from '../front/service.ts';
import { sameItem, type Item } from './attribute-value.ts';
import type { Catalogue } from './catalogue.ts';
import { EngineLost, type Engine, type Json } from './engine.ts';
import { readImages, type Located } from './images.ts';
import type { InFlight } from './in-flight.ts';
import type { IndexLag } from './index-lag.ts';
import type { Journal, RequestToken } from './journal.ts';
import type { Throughput } from './throttling.ts';
import { chargeWrite, writeTargets } from './write-capacity.ts';

/** Everything that a write passes. */
export interface WriteParts {
  readonly catalogue: Catalogue;
  readonly engine: Engine;
  readonly inFlight: InFlight;
  readonly journal: Journal;
  readonly lag: IndexLag;
  readonly throughput: Throughput;
  /** Decides the open calls of this process after the engine was lost. */
  readonly reconcile: (entry: Parameters<Journal['settle']>[0]) => Promise<void>;
}

/** One item of a write call. */
export interface Change extends Located {
  /** The whole item of a put; undefined for other kinds. */
  readonly put?: Item;
  readonly kind: 'put' | 'update' | 'delete';
  readonly byService?: boolean;
}

/** What a call to the engine amounts to. */
export interface Attempt {
  readonly changes: readonly Change[];
  readonly token?: RequestToken;
  readonly factor: 1 | 2;
  /** True when the engine may carry out a part before it refuses (batches). */
  readonly partial?: boolean;
  readonly send: (befores: readonly (Item | undefined)[]) => Promise<Json>;
  /** The image after an update, where the reply shows it. */
  readonly shown?: (reply: Json) => Item | undefined;
}

/** What the engine answered, with the images around it. */
export interface Written {
  readonly reply: Json;
  readonly befores: readonly (Item | undefined)[];
  readonly afters: readonly (Item | undefined)[];
}

/** Writes items that the caller holds in flight: images, intent, engine, settlement, in this order. */
export async function write(parts: WriteParts, attempt: Attempt): Promise<Written> {
  const { catalogue, engine, journal, lag, throughput } = parts;
  const { changes, token } = attempt;
  const befores = await readImages(engine, changes);
  throughput.admit(
    changes.flatMap(({ table, key, put }, at) =>
      writeTargets(catalogue, { table, key, before: befores[at], after: put }),
    ),
  );
  const intents = changes.map(({ table, id, key, byService }, at) => ({
    table,
    id,
    key,
    before: befores[at],
    byService: byService === true,
  }));
  const journaled = token !== undefined || changes.some(({ table }) => table.recovery ?? table.stream);
  const entry = journaled ? await journal.intend(intents, token) : undefined;
  const reveal = lag.begin(intents);
  let reply: Json;
  let afters: (Item | undefined)[];
  try {
    reply = await attempt.send(befores);
    afters = await imagesAfter(engine, attempt, reply);
  } catch (error) {
    const refused = error instanceof AwsError && attempt.partial !== true;
    if (entry && refused) journal.abort(entry);
    else if (entry) await parts.reconcile(entry);
    reveal(!refused);
    if (error instanceof EngineLost) throw new AwsError('InternalServerError', 'Internal server error', 500);
    throw error;
  }
  const outcomes = afters.map((after, at) => ({
    changed: !sameItem(befores[at], after),
    exists: after !== undefined,
  }));
  if (entry) journal.settle(entry, outcomes);
  reveal(true);
  changes.forEach(({ table, key }, at) => {
    const images = { table, key, before: befores[at], after: afters[at] };
    chargeWrite(catalogue, throughput, images, attempt.factor);
  });
  return { reply, befores, afters };
}

/** Images after the call: known for puts and deletions, read back for updates that the reply does not show. */
async function imagesAfter(engine: Engine, attempt: Attempt, reply: Json): Promise<(Item | undefined)[]> {
  const shown = attempt.shown?.(reply);
  if (shown) return [shown];
  const updates = attempt.changes.filter(({ kind }) => kind === 'update');
  const images = updates.length > 0 ? await readImages(engine, updates) : [];
  return attempt.changes.map((change) => {
    if (change.kind === 'update') return images[updates.indexOf(change)];
    return change.kind === 'put' ? change.put : undefined;
  });
}
