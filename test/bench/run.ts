import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { figureIn, keeps, tableOf, type Figure } from './figures.ts';

/** `npm run bench [-- name …]`: every bench, each in a process of its own; ends with 1 when a budget is not kept. */
const wanted = process.argv.slice(2);
const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.startsWith(part)))
  .sort();

/** The sizes that the budgets are about; a bench run by itself takes smaller ones. */
const FULL = {
  BENCH_RECORDS: '100000',
  BENCH_ROWS: '100000',
  BENCH_HELD: '1000',
  BENCH_ERASURES: '1000',
};

async function figuresOf(file: string): Promise<Figure[]> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...FULL, ...process.env },
  });
  const figures: Figure[] = [];
  createInterface(child.stdout).on('line', (line) => figures.push(...[figureIn(line) ?? []].flat()));
  const [code] = (await once(child, 'close')) as [number | null];
  console.error(`${file}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  if (code !== 0)
    figures.push({ figure: `${file} did not end well`, measured: 1, unit: 'failure', budget: 0 });
  return figures;
}

const figures: Figure[] = [];
for (const file of files) figures.push(...(await figuresOf(file)));
console.log(tableOf(figures));
const over = figures.filter((figure) => keeps(figure) === false);
console.log(`${figures.length} figures, ${over.length} over budget`);
process.exit(figures.length === 0 || over.length > 0 ? 1 : 0);
