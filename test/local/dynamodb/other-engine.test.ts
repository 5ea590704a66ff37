import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { enginePath } from '../../../local/dynamodb/engine-process.ts';
import { declare, recovery, startCloud, tableProperties } from './cloud.ts';

const VARIABLE = 'BAILIWICK_DYNAMODB_ENDPOINT';

it('another engine may be named in a variable; its file is then nobody’s business here', async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const folder = mkdtempSync(join(tmpdir(), 'bw-other-'));
  const engine = spawn(enginePath(), ['--port', String(port), '--db-path', join(folder, 'db')], {
    stdio: 'ignore',
  });
  const ended = once(engine, 'exit');
  process.env[VARIABLE] = `http://127.0.0.1:${port}`;
  try {
    await expect
      .poll(() =>
        fetch(`http://127.0.0.1:${port}`).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    const cloud = await startCloud();
    try {
      await declare(cloud, tableProperties({}, recovery(1)));
      const Item = { pk: 'a', sk: '1' };
      await cloud.doc.send(new PutCommand({ TableName: 'records', Item }));
      expect((await cloud.doc.send(new GetCommand({ TableName: 'records', Key: Item }))).Item).toEqual(Item);
      expect(existsSync(join(cloud.dir, 'dynamodb', 'engine.sqlite'))).toBe(false);
      expect((await cloud.db.purge()).engineRebuilt).toBe(false);
    } finally {
      await cloud.stop();
    }
  } finally {
    delete process.env[VARIABLE];
    engine.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
