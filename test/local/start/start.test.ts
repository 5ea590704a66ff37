import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePorts } from '../../../bin/start/free-ports.ts';
import { alive, descendants, launch } from './launch.ts';

/** Milliseconds that a start may take when nothing has changed. */
const WARM = 5000;

describe('npm start', () => {
  let folder = '';
  let state = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bailiwick-start-'));
    state = join(folder, 'state');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('serves what it says, refuses a second one on its state by its pid, and leaves no process behind', async () => {
    const first = launch(['--port', '0', '--state', state]);
    const { api, aws } = await first.ready;

    const contract = await fetch(`${aws}/_local/contract`);
    expect(contract.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await contract.text();
    expect(html).toContain('/v1/contacts/{id}');
    expect(html).not.toMatch(/<script|src=|href="(?!#)|url\(/);
    expect((await fetch(`${aws}/_local/contract.json`)).headers.get('content-type')).toBe('application/json');
    expect((await fetch(`${aws}/_local/outbox`)).status).toBe(200);
    expect((await fetch(`${aws}/_local/status`)).status).toBe(200);
    const refused = await fetch(`${api}/v1/contacts`);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');

    for (const options of [[], ['--reset']]) {
      const second = launch(['--port', '0', '--state', state, ...options]);
      expect(await second.ended).toBe(1);
      expect(second.text()).toContain(`in use by process ${first.pid}`);
      await expect(second.ready).rejects.toThrow('ended');
    }

    const started = process.platform === 'linux' ? descendants(first.pid) : [];
    first.interrupt();
    expect(await first.ended).toBe(0);
    // What was killed a moment ago is there until it has been waited for.
    await vi.waitFor(() => expect([first.pid, ...started].filter(alive)).toEqual([]), { timeout: 2000 });
    await expect(fetch(`${aws}/_local/status`)).rejects.toThrow();
  }, 120_000);

  test('stopped while it synthesizes, it leaves no process behind', async () => {
    const early = launch(['--port', '0', '--state', join(folder, 'early')]);
    await vi.waitFor(() => expect(early.text()).toContain('synthesizing'), { timeout: 10_000 });
    const started = process.platform === 'linux' ? descendants(early.pid) : [];
    early.interrupt();
    expect(await early.ended).toBe(130);
    await vi.waitFor(() => expect([early.pid, ...started].filter(alive)).toEqual([]), { timeout: 2000 });
  });

  test(`starts within ${WARM / 1000} s on what an earlier one has left`, async () => {
    const start = async () => {
      const begun = performance.now();
      const again = launch(['--port', '0', '--state', state]);
      await again.ready;
      const took = performance.now() - begun;
      again.interrupt();
      expect(await again.ended).toBe(0);
      return { took, unchanged: again.text().includes('the template is as before') };
    };
    // Somebody may save a source between two starts; the next one finds what this one has synthesized.
    const first = await start();
    const { took, unchanged } = first.unchanged ? first : await start();
    expect(unchanged).toBe(true);
    expect(took).toBeLessThan(WARM);
  });

  test.each([
    ['the API', 0],
    ['AWS calls', 1],
  ])('names the port of %s when it is taken, and the way out', async (_, offset) => {
    const port = await freePorts();
    const server = createServer().listen(port + offset, '127.0.0.1');
    await once(server, 'listening');
    const late = launch(['--port', String(port), '--state', state]);
    expect(await late.ended).toBe(1);
    const { port: taken } = server.address() as AddressInfo;
    expect(late.text()).toContain(`port ${taken} is taken; choose another with --port`);
    server.close();
  });

  test('--reset forgets what was there, but never a folder that is no state', async () => {
    writeFileSync(join(state, 'marker'), '');
    const fresh = launch(['--port', '0', '--state', state, '--reset', '--clock', '2027-03-01T09:00:00Z']);
    const { aws } = await fresh.ready;
    const clock = (await (await fetch(`${aws}/_local/clock`)).json()) as { now: string };
    expect(clock.now).toContain('2027-03-01T09:');
    expect(readdirSync(state)).not.toContain('marker');
    fresh.interrupt();
    await fresh.ended;

    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'letter.txt'), 'x');
    const refused = launch(['--port', '0', '--state', foreign, '--reset']);
    expect(await refused.ended).toBe(1);
    expect(refused.text()).toContain('no state folder');
    expect(readdirSync(foreign)).toEqual(['letter.txt']);
  }, 120_000);

  test.each([
    [['--port', '99999'], '--port is 0 to 65000'],
    [['--clock', 'tomorrow'], '--clock is a time'],
    [['--nothing'], 'Unknown option'],
  ])('explains itself on %j', async (args, words) => {
    const wrong = launch(args);
    expect(await wrong.ended).toBe(2);
    expect(wrong.text()).toContain(words);
    expect(wrong.text()).toContain('npm start -- [options]');
  });
});
