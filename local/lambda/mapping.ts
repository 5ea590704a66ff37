import type { Clock, Timer } from '../clock.ts';
import { deliverBatch, type BatchPort } from './batch.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { MappingSpec } from './mapping-properties.ts';
import type { StreamSource } from './stream-source.ts';

/** Virtual milliseconds before the first retry of a batch, doubled up to the longest. */
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 60_000;

/** What an event source mapping reaches outside of itself. */
export interface MappingPorts {
  readonly clock: Clock;
  readonly streams: StreamSource;
  readonly checkpoints: Checkpoints;
  /** Throws when the function's role may not read the stream. */
  readonly authorize: () => void;
  /** Runs the function on an event (JSON text); undefined when it failed. */
  readonly invoke: (event: string) => Promise<string | undefined>;
}

/** Reads a stream in order and hands batches to a function; its position survives restarts. */
export class StreamMapping {
  readonly id: string;
  readonly spec: MappingSpec;
  /** Records given up since the start. */
  discarded = 0;
  /** Code of the last failure to read the stream. */
  problem: string | undefined;
  readonly #ports: MappingPorts;
  #sequence: string;
  #running = false;
  #pending = false;
  #loop: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;
  #ended: (() => void) | undefined;

  /** Checks that the role may read the stream; a new LATEST mapping begins after what is there. */
  constructor(spec: MappingSpec, ports: MappingPorts) {
    ports.authorize();
    const first = spec.latest ? ports.streams.latestChange(spec.table) : '';
    const { id, sequence } = ports.checkpoints.open(spec.name, first);
    this.id = id;
    this.spec = spec;
    this.#ports = ports;
    this.#sequence = sequence;
  }

  start(): void {
    this.#running = true;
    this.#ended = this.#ports.streams.onChange(this.spec.table, () => this.#look());
    this.#look();
  }

  /** Ends after the batch that is running; what is not settled comes again. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#ended?.();
    this.#wake?.();
    await this.#loop;
  }

  /** Starts reading, unless that is under way; then once more afterwards. */
  #look(): void {
    if (this.#pending || !this.#running) return;
    this.#pending = true;
    this.#loop = this.#loop.then(async () => {
      this.#pending = false;
      try {
        while (this.#running && (await this.#pass()));
        this.problem = undefined;
      } catch (error) {
        this.problem = (error as { code?: string }).code ?? 'InternalFailure';
        if (await this.#pause(FIRST_RETRY)) this.#look();
      }
    });
  }

  /** The role is asked whenever there is something to read: AWS asks at every poll, many times a second. */
  async #pass(): Promise<boolean> {
    const { authorize, streams } = this.#ports;
    const records = streams.changes(this.spec.table, this.#sequence, this.spec.batchSize);
    const last = records.at(-1);
    if (last === undefined) return false;
    authorize();
    const wanted = records.filter((record) => this.spec.passes(record));
    if (!(await deliverBatch(wanted, this.spec.policy, this.#port()))) return false;
    this.#settle(last.dynamodb.SequenceNumber);
    return true;
  }

  #settle(sequence: string): void {
    this.#ports.checkpoints.set(this.spec.name, sequence);
    this.#sequence = sequence;
  }

  #port(): BatchPort {
    const { clock, invoke } = this.#ports;
    return {
      invoke: (Records) => invoke(JSON.stringify({ Records })),
      settled: (record) => this.#settle(record.dynamodb.SequenceNumber),
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
}
