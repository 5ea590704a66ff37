import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCloud } from '../../../local/cloud.ts';
import { Fixture } from './fixture.ts';

let fixture: Fixture;
const children: ChildProcess[] = [];

beforeAll(() => {
  fixture = new Fixture();
  fixture.synth();
}, 60_000);
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  fixture.close();
});

async function serve(): Promise<{ child: ChildProcess; apiUrl: string; awsUrl: string }> {
  const script = join(import.meta.dirname, 'serve.ts');
  const child = spawn(process.execPath, [script, fixture.assembly, fixture.stateDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, ...(JSON.parse(line) as { apiUrl: string; awsUrl: string }) };
}

const headers = { authorization: 'Bearer acme' };

test('what was acknowledged survives kill -9, and the next start takes the folder over', async () => {
  const { child, apiUrl, awsUrl } = await serve();
  await fetch(`${awsUrl}/_local/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"advance":"P1Y"}',
  });
  const put = await fetch(`${apiUrl}/v/things/kept`, { method: 'PUT', headers, body: 'hello' });
  expect(put.status).toBe(201);
  await expect(startCloud({ assembly: fixture.assembly, stateDir: fixture.stateDir })).rejects.toMatchObject({
    code: 'state.in-use',
    pid: child.pid,
  });
  child.kill('SIGKILL');
  await once(child, 'exit');

  const cloud = await startCloud({ assembly: fixture.assembly, stateDir: fixture.stateDir });
  try {
    const reply = await fetch(`${cloud.apiUrl()}/v/things/kept`, { headers });
    expect(await reply.json()).toEqual({ body: 'hello' });
    expect(cloud.clock.offset).toBeGreaterThan(360 * 86_400_000);
  } finally {
    await cloud.stop();
  }
}, 60_000);

test('an armed crash point ends the process when its call arrives', async () => {
  const { child, apiUrl, awsUrl } = await serve();
  const armed = await fetch(`${awsUrl}/_local/crash`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ after: 1, phase: 'after', match: { service: 'dynamodb', operation: 'PutItem' } }),
  });
  expect(armed.status).toBe(202);
  const exit = once(child, 'exit');
  await expect(
    fetch(`${apiUrl}/v/things/crashed`, { method: 'PUT', headers, body: 'written, never answered' }),
  ).rejects.toThrow();
  expect(await exit).toEqual([null, 'SIGKILL']);
  const cloud = await startCloud({ assembly: fixture.assembly, stateDir: fixture.stateDir });
  try {
    const reply = await fetch(`${cloud.apiUrl()}/v/things/crashed`, { headers });
    expect(await reply.json()).toEqual({ body: 'written, never answered' });
  } finally {
    await cloud.stop();
  }
}, 60_000);
