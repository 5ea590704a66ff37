import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asked, HELP, Untellable } from '../../../demo/asked.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'bailiwick-demo-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const why = (...args: string[]): string => {
  try {
    asked(args);
  } catch (error) {
    if (error instanceof Untellable) return error.message;
    throw error;
  }
  return 'told';
};

describe('what the demo is asked for', () => {
  test('is its own data unless said otherwise, and a deployment only when one is named', () => {
    expect(asked([])).toMatchObject({ help: false, map: { country: 'DE' } });
    expect(asked(['--api', 'https://api.example.org']).api).toBe('https://api.example.org');
    expect(asked(['--help']).help).toBe(true);
  });

  test('is refused before anything starts, with the way on', () => {
    expect(why('--maps', 'x')).toContain(HELP);
    expect(why('--map', join(folder, 'nowhere.json'))).toMatch(/nowhere\.json is not there\. demo\/maps/);
    writeFileSync(join(folder, 'torn.json'), '{');
    expect(why('--map', join(folder, 'torn.json'))).toContain('is not JSON');
    writeFileSync(join(folder, 'customers.csv'), 'a\n');
    expect(why('--data', folder)).toMatch(/has no [\w-]+\.csv, .*--map/);
    expect(why('--data', folder)).not.toContain('no customers.csv');
  });
});
