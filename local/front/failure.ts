import { basename } from 'node:path';

/**
 * Names an unexpected failure for the log: class, code and place in the source. Messages are left out, because they
 * can quote what a caller sent.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const frame = /^\s+at .*?([^()\s]+:\d+):\d+\)?$/m.exec(error.stack ?? '')?.[1];
  return `${error.name}${code}${frame === undefined ? '' : ` at ${basename(frame)}`}`;
}
