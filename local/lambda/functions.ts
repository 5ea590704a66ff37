import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { VirtualClock } from '../clock.ts';
import type { Principal, World } from '../front/service.ts';
import { AwsError } from '../front/service.ts';
import type { Logs } from '../logs/groups.ts';
import { AsyncQueue } from './async-queue.ts';
import { Checkpoints } from './checkpoints.ts';
import { openDatabase } from './database.ts';
import { workerEnvironment, type RoleCredentials } from './environment.ts';
import type { FunctionSpec } from './function.ts';
import { runInvocation, type InvocationResult } from './invocation.ts';
import { ASYNC_PAYLOAD, SYNC_PAYLOAD, WORKERS_IN_ALL, WORKERS_PER_FUNCTION } from './limits.ts';
import type { MappingSpec } from './mapping-properties.ts';
import { StreamMapping } from './mapping.ts';
import { FunctionPool, WorkerBudget, type Counters } from './pool.ts';
import { FunctionRegistry, type Deployed } from './registry.ts';
import { READER_ACTIONS, type StreamSource } from './stream-source.ts';
import { FunctionWorker } from './worker.ts';

/** What all functions of the account share. */
export interface LambdaOptions {
  readonly world: Omit<World, 'clock'> & { readonly clock: VirtualClock };
  readonly logs: Logs;
  /** Asset folder by object key. */
  readonly assets: ReadonlyMap<string, string>;
  /** Base URL of the front, asked when a worker starts. */
  readonly endpoint: () => string;
  readonly credentialsFor: (roleArn: string) => RoleCredentials;
  /** Lets Lambda act as a function's role; throws when the role does not trust Lambda. */
  readonly assume: (roleArn: string, sessionName: string) => Principal;
  /** Streams of the emulated DynamoDB, for stream mappings. */
  readonly streams?: StreamSource;
}

/** How a function is called. */
export interface InvokeOptions {
  /** Accept the event, run it later, retry it. */
  readonly async?: boolean;
  /** Only asks whether it may. */
  readonly dryRun?: boolean;
  /** On whose behalf a service principal calls, for `aws:SourceArn` conditions. */
  readonly sourceArn?: string;
}

/** One function on the status page. */
export interface FunctionStatus extends Readonly<Counters> {
  readonly name: string;
  readonly workers: number;
  readonly running: number;
  readonly discardedEvents: number;
}

/** The functions of all templates: who may call them, how they run, what calls them. */
export class Functions {
  readonly registry = new FunctionRegistry();
  readonly queue: AsyncQueue;
  readonly mappings: StreamMapping[] = [];
  readonly #options: LambdaOptions;
  readonly #logs: Logs;
  /** Streams whose function may not write to its group. */
  readonly #muted = new Set<string>();
  readonly #durable: DatabaseSync;
  readonly #lazy: DatabaseSync;
  readonly #checkpoints: Checkpoints;
  readonly #budget = new WorkerBudget(WORKERS_IN_ALL);

  constructor(options: LambdaOptions) {
    this.#options = options;
    const { logs } = options;
    const write: Logs['write'] = (group, stream, line) => {
      if (!this.#muted.has(stream)) logs.write(group, stream, line);
    };
    this.#logs = { ...logs, write };
    this.#durable = openDatabase(options.world.stateDir, 'durable');
    this.#lazy = openDatabase(options.world.stateDir, 'lazy');
    this.#checkpoints = new Checkpoints(this.#lazy);
    this.queue = new AsyncQueue(this.#durable, options.world.clock, (name, payload) =>
      this.#deliver(name, payload),
    );
  }

  /** Makes a function callable; its role must trust Lambda, as CreateFunction demands. */
  deployFunction(spec: FunctionSpec): Deployed {
    this.#options.assume(spec.roleArn, spec.name);
    const limit = Math.max(1, Math.min(spec.reserved ?? WORKERS_PER_FUNCTION, WORKERS_PER_FUNCTION));
    const pool = new FunctionPool(() => this.#worker(spec), limit, this.#budget);
    const deployed = { spec, pool };
    this.registry.put(deployed);
    return deployed;
  }

  /** Connects a stream to a function; refuses when the function's role may not read the stream. */
  deployMapping(spec: MappingSpec): StreamMapping {
    const { world, streams, assume } = this.#options;
    if (streams === undefined) throw new TypeError('stream mappings need the emulated DynamoDB');
    const target = this.registry.find(spec.functionName);
    const { roleArn, name } = target.deployed.spec;
    const mapping = new StreamMapping(spec, {
      clock: world.clock,
      streams,
      checkpoints: this.#checkpoints,
      authorize: () => {
        const requests = READER_ACTIONS.map((action) => ({ action, resource: spec.streamArn }));
        world.authorize(assume(roleArn, name), requests);
      },
      invoke: async (event) => {
        const result = await runInvocation(target, event, this.#logs);
        return result.error === undefined ? result.payload : undefined;
      },
    });
    this.mappings.push(mapping);
    return mapping;
  }

  /** Begins to deliver events and to read streams; called once everything is deployed. */
  start(): void {
    this.queue.start();
    for (const mapping of this.mappings) mapping.start();
  }

  /**
   * Calls a function on behalf of a role or of a service.
   * @throws AwsError when the caller may not, the function is unknown, throttled, or the payload too large. An error of
   * the function itself is part of the result.
   */
  async invoke(
    reference: string,
    payload: unknown,
    principal: Principal,
    { async = false, dryRun = false, sourceArn }: InvokeOptions = {},
  ): Promise<InvocationResult> {
    const { world } = this.#options;
    const target = this.registry.find(reference);
    world.authorize(principal, [
      this.registry.question(target, 'lambda:InvokeFunction', world.place, sourceArn),
    ]);
    if (dryRun) return { requestId: randomUUID(), payload: '' };
    const text = JSON.stringify(payload) ?? 'null';
    const limit = async ? ASYNC_PAYLOAD : SYNC_PAYLOAD;
    if (Buffer.byteLength(text) > limit) {
      const message = `Request must be smaller than ${limit} bytes for the InvokeFunction operation`;
      throw new AwsError('RequestTooLargeException', message, 413, { Type: 'User' });
    }
    const { spec, pool } = target.deployed;
    if (async) {
      this.queue.accept(spec.name, text);
      return { requestId: randomUUID(), payload: '' };
    }
    if (spec.reserved !== undefined && pool.running >= spec.reserved) {
      pool.counters.throttles++;
      const Reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason, Type: 'User' });
    }
    return runInvocation(target, text, this.#logs);
  }

  /** True while a call of a function is in progress. */
  get busy(): boolean {
    return this.registry.all().some(({ pool }) => pool.running > 0);
  }

  status(): FunctionStatus[] {
    return this.registry.all().map(({ spec, pool }) => ({
      name: spec.name,
      workers: pool.workers,
      running: pool.running,
      ...pool.counters,
      discardedEvents: this.queue.discarded.get(spec.name) ?? 0,
    }));
  }

  /** Ends every worker; accepted events and stream positions stay on disk. */
  async close(): Promise<void> {
    this.queue.stop();
    const mappings = this.mappings.map((mapping) => mapping.stop());
    await Promise.all(this.registry.all().map(({ pool }) => pool.close()));
    await Promise.all(mappings);
    this.#lazy.close();
    this.#durable.close();
  }

  async #deliver(name: string, payload: string): Promise<boolean> {
    try {
      const result = await runInvocation(this.registry.find(name), payload, this.#logs);
      return result.error === undefined;
    } catch {
      return false;
    }
  }

  #worker(spec: FunctionSpec): FunctionWorker {
    const { world, endpoint, credentialsFor } = this.#options;
    const day = new Date(world.clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    const credentials = credentialsFor(spec.roleArn);
    if (!this.#mayLog(spec, logStream)) this.#muted.add(logStream);
    return new FunctionWorker({
      spec,
      environment: workerEnvironment(spec, world.place.region, endpoint(), logStream, credentials),
      clock: world.clock.shared,
      logStream,
      onLog: (text) => this.#logs.write(spec.logGroup, logStream, text),
    });
  }

  /** Lambda writes logs as the function's role; without the right to, the function runs and its lines are lost. */
  #mayLog(spec: FunctionSpec, stream: string): boolean {
    const { world, assume } = this.#options;
    const { partition, region, account } = world.place;
    const resource = `arn:${partition}:logs:${region}:${account}:log-group:${spec.logGroup}:log-stream:${stream}`;
    const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
    try {
      const requests = actions.map((action) => ({ action, resource }));
      world.authorize(assume(spec.roleArn, spec.name), requests);
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'AccessDeniedException') throw error;
      return false;
    }
  }
}
