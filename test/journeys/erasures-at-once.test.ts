import { afterAll, beforeAll, expect, test } from 'vitest';
import { approved, personWith, together, type Known } from '../bench/erasures/approved.ts';
import { carriedOut } from '../bench/erasures/carried-out.ts';
import { tenantOffice } from '../bench/erasures/tenant-office.ts';
import { report } from '../proofs/run.ts';
import { startStack, type Stack } from './fixture.ts';

/** People who are erased at once here; `npm run bench -- erasures` takes a thousand. */
const PEOPLE = 15;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

test(`${PEOPLE} erasures whose stop windows end at the same instant are all done: each begun, closed and receipted once`, async () => {
  const say = report('erasures at once');
  const { tenant } = await stack.onboard('DE');
  const office = tenantOffice(stack, tenant);
  const people: Known[] = [];
  const names = Array.from({ length: PEOPLE }, (_, at) => `Person ${at}`);
  await together(names, async (name) => people.push(await personWith(office.as(office.officer), name, 2)));
  const { open, odd, unreadable } = await carriedOut(stack, tenant, await approved(office, people));
  say({ erasures: PEOPLE, open, odd, secondsToTheLastKey: Math.ceil(unreadable) });
  expect({ open, odd }).toEqual({ open: 0, odd: 0 });
}, 600_000);
