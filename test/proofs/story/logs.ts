import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './told.ts';

interface Ran {
  readonly name: string;
  readonly cold: number;
}

/** Names of the log groups that hold lines. */
function written(stateDir: string): Set<string> {
  const root = join(stateDir, 'logs');
  const full = readdirSync(root).filter((group) =>
    readdirSync(join(root, group)).some((file) => readFileSync(join(root, group, file)).length > 0),
  );
  return new Set(full.map((group) => decodeURIComponent(group)));
}

/** What ran has left lines in its log: without its right to write them, AWS runs a function and says nothing. */
export const LOGS: readonly Step[] = [
  {
    step: 'every function that ran has written its log',
    tell: async ({ stack }) => {
      const answer = await fetch(`${stack.awsUrl}/_local/status.json`);
      const { functions } = (await answer.json()) as { functions: Ran[] };
      const groups = written(stack.stateDir);
      const silent = functions.filter(
        ({ name, cold }) => cold > 0 && !groups.has(`/${name.replaceAll('-', '/')}`),
      );
      if (silent.length > 0) throw new Error(`no line of ${silent.map(({ name }) => name).join(', ')}`);
    },
  },
];
