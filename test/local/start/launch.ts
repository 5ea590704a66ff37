import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `npm start` in a process of its own. */
export interface Launch {
  readonly pid: number;
  /** Everything printed so far, both streams. */
  text(): string;
  /** Resolves when the addresses are printed, with the API's and the AWS endpoint's; rejects when it ends before. */
  readonly ready: Promise<{ readonly api: string; readonly aws: string }>;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
  interrupt(): void;
}

/** Starts `bin/start.ts` with arguments. */
export function launch(args: readonly string[]): Launch {
  const program = join(import.meta.dirname, '..', '..', '..', 'bin', 'start.ts');
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  let printed = '';
  const ended = once(child, 'close').then(([code]) => {
    process.off('exit', end);
    return code as number | null;
  });
  const ready = new Promise<{ api: string; aws: string }>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      printed += chunk.toString();
      const api = /API +(http:\S+)\/v1/.exec(printed)?.[1];
      const aws = /AWS calls +(http:\S+)/.exec(printed)?.[1];
      if (api !== undefined && aws !== undefined && printed.includes('Ctrl-C')) resolve({ api, aws });
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    ended.then(
      () => reject(new Error(`ended before it was ready: ${printed}`)),
      () => undefined,
    );
  });
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    text: () => printed,
    ready,
    ended,
    interrupt: () => void child.kill('SIGINT'),
  };
}

/** Processes that a process has started, those of its children included (Linux). */
export function descendants(pid: number): number[] {
  const own = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const children = own === '' ? [] : own.split(' ').map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** True while a process runs; one that has ended and was not yet waited for does not (Linux). */
export function alive(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}
