import type { Clock, Timer } from '../clock.ts';
import type { Principal } from '../front/service.ts';
import { deliverBatch, type BatchPort } from './batch.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { MappingSpec } from './mapping-properties.ts';
import type { StreamClient, StreamRecord } from './stream-client.ts';

/** Host milliseconds between two looks at a stream without news. */
const IDLE_POLL = 200;
/** Host milliseconds after a stream could not be read. */
const ERROR_POLL = 1000;
/** Virtual milliseconds before the first and the longest wait before any later retry of a batch. */
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 60_000;

export interface MappingPorts {
  readonly clock: Clock;
  readonly streams: StreamClient;
  readonly checkpoints: Checkpoints;
  /** The function's role, as Lambda assumes it to read the stream. */
  readonly reader: () => Principal;
  /** Runs the function on an event (JSON text); undefined when it failed. */
  readonly invoke: (event: string) => Promise<string | undefined>;
}

/** Reads a stream shard by shard, in order, and hands batches to a function; its position survives restarts. */
export class StreamMapping {
  readonly spec: MappingSpec;
  /** Records given up since the start. */
  discarded = 0;
  /** Code of the last failure to read the stream. */
  problem: string | undefined;
  readonly #ports: MappingPorts;
  readonly #iterators = new Map<string, string>();
  readonly #drained = new Set<string>();
  #running = false;
  #loop: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;

  constructor(spec: MappingSpec, ports: MappingPorts) {
    this.spec = spec;
    this.#ports = ports;
  }

  /** Checks that the role may read the stream, and skips what a LATEST mapping must not see. */
  async prepare(): Promise<void> {
    const { streams, checkpoints, reader } = this.#ports;
    const shards = await streams.shards(reader(), this.spec.streamArn);
    const { created } = checkpoints.open(this.spec.name);
    if (!created || !this.spec.latest) return;
    for (const { id } of shards) {
      let iterator: string | undefined = await streams.iterator(
        reader(),
        this.spec.streamArn,
        id,
        'TRIM_HORIZON',
      );
      while (iterator !== undefined) {
        const page = await streams.read(reader(), iterator, 1000);
        const last = page.records.at(-1);
        if (last === undefined) break;
        checkpoints.set(this.spec.name, id, last.dynamodb.SequenceNumber);
        iterator = page.next;
      }
    }
  }

  start(): void {
    this.#running = true;
    this.#loop = this.#poll();
  }

  /** Ends after the batch that is running; what is not settled comes again. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#wake?.();
    await this.#loop;
  }

  async #poll(): Promise<void> {
    while (this.#running) {
      try {
        const found = await this.#pass();
        this.problem = undefined;
        if (!found) await this.#rest(IDLE_POLL);
      } catch (error) {
        this.problem = (error as { code?: string }).code ?? 'InternalFailure';
        this.#iterators.clear();
        await this.#rest(ERROR_POLL);
      }
    }
  }

  async #pass(): Promise<boolean> {
    const { streams, reader } = this.#ports;
    const shards = await streams.shards(reader(), this.spec.streamArn);
    const open = new Set(shards.map(({ id }) => id).filter((id) => !this.#drained.has(id)));
    let found = false;
    for (const { id, parent } of shards) {
      if (!open.has(id) || (parent !== undefined && open.has(parent)) || !this.#running) continue;
      found = (await this.#readShard(id)) || found;
    }
    return found;
  }

  async #readShard(shard: string): Promise<boolean> {
    const { streams, checkpoints, reader } = this.#ports;
    const { name, streamArn, batchSize, policy } = this.spec;
    const checkpoint = checkpoints.get(name, shard);
    const from = checkpoint === undefined ? 'TRIM_HORIZON' : { after: checkpoint };
    const iterator = this.#iterators.get(shard) ?? (await streams.iterator(reader(), streamArn, shard, from));
    const { records, next } = await streams.read(reader(), iterator, batchSize);
    const wanted = records.filter((record) => this.spec.passes(record));
    const last = records.at(-1);
    if (last !== undefined) {
      if (!(await deliverBatch(wanted, policy, this.#port(shard)))) return false;
      checkpoints.set(name, shard, last.dynamodb.SequenceNumber);
    }
    if (next === undefined) this.#drained.add(shard);
    else this.#iterators.set(shard, next);
    return records.length > 0;
  }

  #port(shard: string): BatchPort {
    const { clock, checkpoints, invoke } = this.#ports;
    const { name, streamArn } = this.spec;
    return {
      invoke: (records) =>
        invoke(
          JSON.stringify({ Records: records.map((record) => ({ ...record, eventSourceARN: streamArn })) }),
        ),
      settled: (record: StreamRecord) => checkpoints.set(name, shard, record.dynamodb.SequenceNumber),
      discarded: (records) => {
        this.discarded += records.length;
      },
      pause: (attempt) => this.#pause(Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (attempt - 1))),
      now: () => clock.now(),
    };
  }

  async #pause(milliseconds: number): Promise<boolean> {
    const { clock } = this.#ports;
    let timer: Timer | undefined;
    if (this.#running) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = clock.at(clock.now() + milliseconds, resolve);
      });
    }
    timer?.cancel();
    return this.#running;
  }

  async #rest(milliseconds: number): Promise<void> {
    if (!this.#running) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
