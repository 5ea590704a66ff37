import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CredentialLookup } from '../iam/credentials.ts';
import { CALLS, type ArrivedCall } from '../probes.ts';
import { CallLog } from './call-log.ts';
import type { CallRecord } from './call-log.ts';
import { CrashPoints } from './crash-points.ts';
import type { CrashPoint, Kill } from './crash-points.ts';
import { describeFailure } from './failure.ts';
import { Intake } from './intake.ts';
import type { Admitted } from './intake.ts';
import { sendReply } from './reply.ts';
import { renderError } from './errors.ts';
import { AwsError } from './service.ts';
import type { Call, ErrorShape, Reply, Service, World } from './service.ts';

/** How the front is set up. */
export interface FrontOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly world: Pick<World, 'place' | 'clock'>;
  readonly services: readonly Service[];
  readonly lookup: CredentialLookup;
  /** Answers unsigned requests below `/_local/`. */
  readonly local?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Hears of every answered call. */
  readonly onCall?: (record: CallRecord) => void;
  /** Takes one line per unexpected failure: service, operation and error code, never a message. */
  readonly log?: (line: string) => void;
  /** How a crash point ends the process; SIGKILL unless a test says otherwise. */
  readonly kill?: Kill;
}

/** The one address of all AWS endpoints. */
export interface Front {
  readonly port: number;
  /** For `AWS_ENDPOINT_URL`. */
  readonly url: string;
  /** Calls that have arrived since the start, over all services. */
  calls(): number;
  /** The last answered calls, oldest first, at most 1,000. */
  recent(): readonly CallRecord[];
  /** Calls by `<service>:<operation>` since the last reset. */
  counters(): Record<string, number>;
  resetCounters(): void;
  /** Arms a crash point; the returned function disarms it. */
  armCrash(point: CrashPoint): () => void;
  /** Stops listening and waits for running calls; services are closed by whoever built them. */
  close(): Promise<void>;
}

/** Names under which a browser or client may address the front; anything else is DNS rebinding. */
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Longer than SDK clients keep idle sockets, so that no call meets a closing one. */
const KEEP_ALIVE = 65_000;

/** Starts the front on 127.0.0.1. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const front = new Handler(options);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    front.serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    calls: () => front.log.total(),
    recent: () => front.log.recent(),
    counters: () => front.log.counters(),
    resetCounters: () => front.log.resetCounters(),
    armCrash: (point) => front.crashes.arm(point),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
    },
  };
}

class Handler {
  readonly log = new CallLog();
  readonly crashes: CrashPoints;
  readonly #options: FrontOptions;
  readonly #intake: Intake;

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#intake = new Intake(options.services, options.lookup, options.world);
    this.crashes = new CrashPoints(options.kill);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    response.setHeader('x-amzn-requestid', requestId);
    response.setHeader('x-amz-request-id', requestId);
    // SDK clients correct their clock by this header.
    response.setHeader('date', new Date(this.#options.world.clock.now()).toUTCString());
    if (!LOOPBACK_HOST.test(request.headers.host ?? '')) {
      response.writeHead(403).end();
    } else if (this.#options.local && request.url?.startsWith('/_local/')) {
      this.#options.local(request, response);
    } else {
      await sendReply(response, await this.#answer(request, requestId));
    }
  }

  async #answer(request: IncomingMessage, requestId: string): Promise<Reply> {
    const admitted = await this.#intake.admit(request, requestId).catch((error: unknown) => {
      return this.#failed(error, this.#intake.shapeOf(request), requestId, 'front');
    });
    return 'call' in admitted ? this.#run(admitted) : admitted;
  }

  async #run({ service, call }: Admitted): Promise<Reply> {
    const operation = call.operation || call.method;
    const number = this.log.arrive(service.name, operation);
    const phases = this.crashes.reach(service.name, operation);
    const start = performance.now();
    const told = { number, service: service.name, operation, traceId: traceOf(call) };
    CALLS.publish({ ...told, phase: 'before' } satisfies ArrivedCall);
    if (phases.includes('before')) await this.crashes.crash();
    const reply = await handle(service, call).catch((error: unknown) => {
      return this.#failed(error, service.errors, call.requestId, `${service.name} ${operation}`);
    });
    CALLS.publish({ ...told, phase: 'after' } satisfies ArrivedCall);
    if (phases.includes('after')) await this.crashes.crash();
    const record: CallRecord = {
      number,
      service: service.name,
      operation,
      principal: call.principal.arn,
      milliseconds: performance.now() - start,
      status: reply.status,
    };
    this.log.finish(record);
    this.#options.onCall?.(record);
    return reply;
  }

  #failed(error: unknown, shape: ErrorShape, requestId: string, where: string): Reply {
    if (isAwsError(error)) return renderError(error, shape, requestId);
    const report = this.#options.log ?? console.error;
    report(`local cloud: ${where} failed: ${describeFailure(error)}`);
    const hidden = new AwsError(
      'InternalFailure',
      'The request processing has failed because of an unknown error.',
      500,
    );
    return renderError(hidden, shape, requestId);
  }
}

/** The trace that an SDK client in a function sends along. */
function traceOf({ headers }: Call): string | undefined {
  const { 'x-amzn-trace-id': trace } = headers;
  return typeof trace === 'string' ? trace : undefined;
}

/** Turns a synchronous throw into a rejection. */
async function handle(service: Service, call: Call): Promise<Reply> {
  return service.handle(call);
}

/** By name, because `instanceof` fails across bundles. */
function isAwsError(error: unknown): error is AwsError {
  return error instanceof Error && error.name === 'AwsError' && 'code' in error && 'status' in error;
}
