import { DatabaseSync } from 'node:sqlite';
import { startFront } from '../../../local/front/front.ts';
import type { CrashPoint } from '../../../local/front/crash-points.ts';
import { CredentialStore } from '../../../local/iam/credentials.ts';
import { PLACE, WORKER } from '../iam/decide.ts';

// A process of its own that a crash point may kill: argv = state folder, crash point as JSON.
const [, , stateDir = '', point = '{}'] = process.argv;
const clock = { now: () => Date.now(), at: () => ({ cancel: () => undefined }) };
const credentials = new CredentialStore(stateDir, clock);
const db = new DatabaseSync(`${stateDir}/work.sqlite`);
db.exec('CREATE TABLE done (operation TEXT)');
const front = await startFront({
  port: 0,
  world: { place: PLACE, clock },
  services: [
    {
      name: 'kms',
      errors: 'json-1.1',
      handle: async (call) => {
        db.prepare('INSERT INTO done VALUES (?)').run(call.operation);
        return { status: 200, body: '{}' };
      },
    },
  ],
  lookup: credentials.lookup,
});
front.armCrash(JSON.parse(point) as CrashPoint);
console.log(JSON.stringify({ url: front.url, key: credentials.roleKey(WORKER) }));
