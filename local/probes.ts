import { channel } from 'node:diagnostics_channel';

/** One invocation of a function, before its event reaches a worker. */
export interface Invocation {
  readonly functionName: string;
  /** JSON text. */
  readonly event: string;
  /** The trace that AWS calls of this invocation carry. */
  readonly traceId: string;
}

/** One AWS call that the front has admitted. */
export interface ArrivedCall {
  /** Position since the start of this process, from 1. */
  readonly number: number;
  readonly service: string;
  /** The operation, or the HTTP method of REST protocols. */
  readonly operation: string;
  /** `before` the service sees it, or `after` the service has finished and before anything is answered. */
  readonly phase: 'before' | 'after';
  /** Of the invocation that makes the call; undefined for callers that are no functions. */
  readonly traceId: string | undefined;
}

/** Hears of every `Invocation`; listeners run before the work goes on, and must not throw. */
export const INVOCATIONS = channel('local-cloud:invocation');

/** Hears of every `ArrivedCall`, twice; a listener that ends the process ends it exactly there. */
export const CALLS = channel('local-cloud:call');
