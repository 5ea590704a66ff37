import { format } from 'node:util';

const LEVELS = {
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
} as const;

type Write = typeof process.stdout.write;

/**
 * Sends what this thread prints to `emit`, one call per log event: `console` lines in the format of Lambda's Node
 * runtime, raw writes to stdout and stderr as they are.
 */
export function captureConsole(
  logFormat: 'Text' | 'JSON',
  requestId: () => string | undefined,
  emit: (text: string) => void,
): void {
  const raw: Write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    for (const line of text.split('\n')) if (line !== '') emit(line);
    const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
    if (done !== undefined) process.nextTick(done);
    return true;
  };
  process.stdout.write = raw;
  process.stderr.write = raw;
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method as keyof typeof LEVELS] = (...args: unknown[]) => {
      const timestamp = new Date().toISOString();
      const id = requestId();
      if (logFormat === 'Text') return emit(`${timestamp}\t${id}\t${level}\t${format(...args)}`);
      const [only] = args;
      const message =
        args.length === 1 && !(only instanceof Error) && typeof only === 'object' ? only : format(...args);
      emit(JSON.stringify({ timestamp, level, requestId: id, message }));
    };
  }
}
