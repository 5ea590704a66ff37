import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { captureConsole } from './console-capture.ts';
import { SYNC_PAYLOAD } from './limits.ts';
import type { FunctionError, WorkerJob, WorkerMessage, WorkerStart } from './messages.ts';
import { shiftDate } from './shifted-date.ts';

const start = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new Error('runs as a worker thread only');

type Handler = (event: unknown, context: unknown) => unknown;

const post = (message: WorkerMessage): void => port.postMessage(message);
let current: WorkerJob | undefined;

function described(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error)) return { errorType: 'Error', errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] };
}

async function load(): Promise<Handler> {
  const module = (await import(pathToFileURL(start.file).href)) as Record<string, unknown>;
  const roots = [module, module['default']];
  for (const root of roots) {
    const found = start.handler.reduce<unknown>(
      (at, name) => (at as Record<string, unknown> | undefined)?.[name],
      root,
    );
    if (typeof found === 'function') return found as Handler;
  }
  throw Object.assign(new Error(`${start.handler.join('.')} is undefined or not exported`), {
    name: 'Runtime.HandlerNotFound',
  });
}

async function run(handler: Handler, job: WorkerJob): Promise<WorkerMessage> {
  const end = performance.now() + job.timeoutMs;
  process.env['_X_AMZN_TRACE_ID'] = job.traceId;
  const context = {
    ...job.context,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(end - performance.now())),
  };
  try {
    const result = await handler(JSON.parse(job.event), context);
    const payload = JSON.stringify(result) ?? 'null';
    const size = Buffer.byteLength(payload);
    if (size <= SYNC_PAYLOAD) return { kind: 'done', payload };
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${SYNC_PAYLOAD} bytes).`;
    return { kind: 'failed', error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
  } catch (thrown) {
    console.error('Invoke Error', thrown);
    return { kind: 'failed', error: described(thrown) };
  }
}

shiftDate(start.clock);
captureConsole(
  start.logFormat,
  () => current?.context.awsRequestId,
  (text) => post({ kind: 'log', text }),
);
try {
  const handler = await load();
  port.on('message', (job: WorkerJob) => {
    current = job;
    void run(handler, job).then(post);
  });
  post({ kind: 'ready' });
} catch (thrown) {
  console.error('Uncaught Exception', thrown);
  post({ kind: 'broken', error: described(thrown) });
}
