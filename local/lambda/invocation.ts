import { randomUUID } from 'node:crypto';
import type { Logs } from '../logs/groups.ts';
import { INVOCATIONS, type Invocation } from '../probes.ts';
import type { FunctionError } from './messages.ts';
import type { Target } from './registry.ts';

/** What a synchronous invocation answers; `payload` is JSON text, of the error when there is one. */
export interface InvocationResult {
  readonly requestId: string;
  readonly payload: string;
  readonly error?: FunctionError;
}

const MARKS = {
  Text: {
    start: (id: string) => `START RequestId: ${id} Version: $LATEST`,
    end: (id: string) => `END RequestId: ${id}`,
    report: (id: string, ms: number, memory: number, error?: string) =>
      `REPORT RequestId: ${id}\tDuration: ${ms.toFixed(2)} ms\tBilled Duration: ${Math.ceil(ms)} ms\tMemory Size: ${memory} MB` +
      (error === undefined ? '' : `\tStatus: error\tError Type: ${error}`),
  },
  JSON: {
    start: (requestId: string) =>
      JSON.stringify({ type: 'platform.start', record: { requestId, version: '$LATEST' } }),
    end: (requestId: string) => JSON.stringify({ type: 'platform.runtimeDone', record: { requestId } }),
    report: (requestId: string, ms: number, memorySizeMB: number, errorType?: string) =>
      JSON.stringify({
        type: 'platform.report',
        record: {
          requestId,
          status: errorType === undefined ? 'success' : 'error',
          errorType,
          metrics: { durationMs: ms, memorySizeMB },
        },
      }),
  },
} as const;

/** Runs one event to its end, with the lines that Lambda writes around it. */
export async function runInvocation(target: Target, event: string, logs: Logs): Promise<InvocationResult> {
  const { spec, pool } = target.deployed;
  const requestId = randomUUID();
  const traceId = `Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)};Sampled=0`;
  INVOCATIONS.publish({ functionName: spec.name, event, traceId } satisfies Invocation);
  const marks = MARKS[spec.logFormat];
  let stream = '';
  const { outcome } = await pool.run((worker) => {
    stream = worker.logStream;
    logs.write(spec.logGroup, stream, marks.start(requestId));
    return {
      event,
      timeoutMs: spec.timeoutMs,
      traceId,
      context: {
        awsRequestId: requestId,
        functionName: spec.name,
        functionVersion: '$LATEST',
        invokedFunctionArn: target.arn,
        memoryLimitInMB: String(spec.memoryMb),
        logGroupName: spec.logGroup,
        logStreamName: stream,
      },
    };
  });
  const error = outcome.ok ? undefined : outcome.error;
  if (error !== undefined && error.trace === undefined) logs.write(spec.logGroup, stream, error.errorMessage);
  logs.write(spec.logGroup, stream, marks.end(requestId));
  logs.write(spec.logGroup, stream, marks.report(requestId, outcome.ms, spec.memoryMb, error?.errorType));
  if (outcome.ok) return { requestId, payload: outcome.payload };
  return { requestId, payload: JSON.stringify(outcome.error), error: outcome.error };
}
