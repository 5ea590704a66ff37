/** What a worker is started with. */
export interface WorkerStart {
  readonly file: string;
  readonly handler: readonly string[];
  readonly logFormat: 'Text' | 'JSON';
  /** Offset of the virtual clock in milliseconds, one signed 64-bit integer. */
  readonly clock: SharedArrayBuffer;
}

/** One event for a worker; `event` is JSON text. */
export interface WorkerJob {
  readonly event: string;
  readonly timeoutMs: number;
  readonly traceId: string;
  readonly context: {
    readonly awsRequestId: string;
    readonly functionName: string;
    readonly functionVersion: string;
    readonly invokedFunctionArn: string;
    readonly memoryLimitInMB: string;
    readonly logGroupName: string;
    readonly logStreamName: string;
  };
}

/** An error as Lambda answers it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** What a worker tells its host. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly error: FunctionError }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'done'; readonly payload: string }
  | { readonly kind: 'failed'; readonly error: FunctionError };
