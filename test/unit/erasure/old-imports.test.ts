import { afterAll, beforeAll, expect, test } from 'vitest';
import { isSuppressed } from '../../../shared/erasure/marks.ts';
import type { WorkflowEvent } from '../../../shared/kernel/workflow.ts';
import { Scene, person } from './fixture.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

test('an old file that is imported while the person is being erased finds the tombstone as soon as the external id is free', async () => {
  const workspace = await scene.business('DE');
  const ines = await scene.create('contact', {
    externalId: 'ALB-1',
    name: 'Ines Albrecht',
    email: 'ines@example.org',
  });
  const request = await scene.planned(person(ines));
  await scene.approve(request.id);
  const external = workspace.keys.externalId(await workspace.vault.externalToken('contact', 'ALB-1'));
  const seen: string[] = [];
  let event = {
    tenant: scene.tenant,
    request: request.id,
    step: 'freeze',
    attempt: 2,
    turn: 0,
  } as WorkflowEvent;
  for (let next = 'again'; next !== 'done';) {
    const answer = await scene.call(event, {}, 1);
    event = { ...event, ...answer.carry, turn: event.turn + 1 };
    if (answer.next === 'wait') scene.bench.advance((answer.seconds ?? 1) * 1000);
    next = answer.next;
    const [taken] = await workspace.tables.get([external]);
    const suppressed =
      (await isSuppressed(workspace, [{ kind: 'externalId', value: 'ALB-1' }])) &&
      (await isSuppressed(workspace, [{ kind: 'email', value: 'Ines@Example.org' }]));
    const now = `${taken ? 'taken' : 'free'}, ${suppressed ? 'suppressed' : 'open'}`;
    if (seen.at(-1) !== now) seen.push(now);
  }
  expect(seen).toEqual(['taken, open', 'taken, suppressed', 'free, suppressed']);
});
