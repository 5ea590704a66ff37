import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openIdentity } from '../../local/account/identity.ts';
import { closeStores, openServices, stopCallers, type Services } from '../../local/account/services.ts';
import { StoredClock } from '../../local/account/stored-clock.ts';
import type { Assembly } from '../../local/template/assembly.ts';
import { checkTypes } from '../../local/template/deploy.ts';
import { EXCUSED } from '../../local/template/excused.ts';
import { STAGES } from '../../lib/stage.ts';
import { templatesOf } from './synthesis.ts';

const place = { partition: 'aws', region: 'eu-central-1', account: '000000000000' } as const;

/** What the local cloud reads of templates that were never written to disk. */
function assemblyOf(templates: Readonly<Record<string, unknown>>): Assembly {
  const stacks = Object.entries(templates).map(([name, template]) => ({
    id: name,
    name,
    template: template as Assembly['stacks'][number]['template'],
    dependencies: [],
  }));
  return { folder: '', stacks, assets: new Map() };
}

let folder = '';
let clock: StoredClock;
let services: Services;
let closeKeys: () => void;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bailiwick-emulated-'));
  clock = StoredClock.open(folder, undefined);
  const identity = openIdentity(place, clock, folder);
  closeKeys = () => identity.credentials.close();
  services = await openServices({
    world: { place, clock, stateDir: folder, seed: 1, authorize: identity.authorize },
    identity,
    assets: new Map(),
    endpoint: () => '',
    log: () => undefined,
    onRequest: () => undefined,
  });
});
afterAll(async () => {
  await stopCallers(services);
  await closeStores(services);
  closeKeys();
  clock.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('every resource type of the templates is emulated or excused with a reason', () => {
  test.each(Object.entries(STAGES))('at stage %s', (_, stage) => {
    expect(() => checkTypes(assemblyOf(templatesOf(stage)), services.types)).not.toThrow();
  });

  test('and a template with another one is refused, naming it', () => {
    const assembly = assemblyOf({ odd: { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } } });
    expect(() => checkTypes(assembly, services.types)).toThrow(/AWS::SQS::Queue \(odd\/Queue\)/);
  });

  test('excuses have reasons', () => {
    expect(EXCUSED.filter(({ reason }) => reason.length < 15)).toEqual([]);
  });
});
