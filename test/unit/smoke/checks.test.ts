import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nothingFound, refusalOf } from '../../../bin/smoke/check.ts';
import { CHECKS, listed } from '../../../bin/smoke/checks.ts';

const program = join(import.meta.dirname, '..', '..', '..', 'bin', 'smoke-aws.ts');
const smoke = (args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });

describe('what only AWS can confirm', () => {
  test('has an id of its own, a question and a way, each', () => {
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
    for (const { id, question, how } of CHECKS) {
      expect(id).toMatch(/^[a-z0-9]+\.[a-z0-9-]+$/);
      expect(question).toMatch(/\?$/);
      expect(how.length).toBeGreaterThan(10);
    }
  });

  test('what writes needs consent and an API key', () => {
    const writing = CHECKS.filter(({ needs }) => needs?.includes('writes'));
    expect(writing.length).toBeGreaterThan(0);
    expect(writing.filter(({ needs }) => !needs?.includes('api-key'))).toEqual([]);
  });

  test('is listed without calling anything', () => {
    const { status, stdout } = smoke(['--list']);
    expect(status).toBe(0);
    expect(stdout.trim()).toBe(listed());
  });

  test.each([
    ['without consent', ['--api', 'https://example.org']],
    ['without an address', ['--yes']],
  ])('is not run %s', (_, args) => {
    const { status, stdout } = smoke(args);
    expect(status).toBe(2);
    expect(stdout).toContain('--yes');
  });

  test('is not run against the local cloud', () => {
    const { status, stdout } = smoke(['--yes', '--api', 'https://example.org'], {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });
    expect(status).toBe(2);
    expect(stdout).toContain('AWS_ENDPOINT_URL');
  });
});

describe('verdicts', () => {
  test('hold when nothing was found', () => {
    expect(nothingFound([], 'fine')).toEqual({ holds: true, saw: 'fine' });
    expect(nothingFound(['a', 'b'], 'fine')).toEqual({ holds: false, saw: 'a; b' });
  });

  test('name a refusal by its name, never by its message', async () => {
    const denied = Object.assign(new Error('arn of somebody'), { name: 'AccessDeniedException' });
    expect(await refusalOf(Promise.reject(denied))).toBe('AccessDeniedException');
    expect(await refusalOf(Promise.resolve())).toBeUndefined();
  });
});
