import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExpiringCache } from '../../../shared/crypto/expiring-cache.ts';

test('whatever is asked for, a cache never holds more than its limit nor gives what is older than its time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.tuple(fc.nat(9), fc.nat(40)), { maxLength: 60 }),
      async (limit, steps) => {
        let time = 0;
        const cache = new ExpiringCache<{ key: string; loaded: number }>({
          limit,
          ttl: 100,
          now: () => time,
        });
        for (const [name, passes] of steps) {
          time += passes;
          const key = String(name);
          const found = await cache.get(key, async () => ({ key, loaded: time }));
          expect(found.key).toBe(key);
          expect(time - found.loaded).toBeLessThan(100);
          expect(cache.size).toBeLessThanOrEqual(limit);
        }
      },
    ),
  );
});

test('simultaneous loads of one key are one load; a failed one is not kept', async () => {
  const cache = new ExpiringCache<number>({ limit: 2, ttl: 10, now: () => 0 });
  let loads = 0;
  const load = async () => {
    loads++;
    if (loads === 1) throw new Error('once');
    return loads;
  };
  const outcomes = await Promise.allSettled([cache.get('a', load), cache.get('a', load)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(loads).toBe(1);
  expect(await cache.get('a', load)).toBe(2);
  expect(await cache.get('a', load)).toBe(2);
});

test('the least recently used entry goes first, and age counts from before the load', async () => {
  let time = 0;
  const cache = new ExpiringCache<number>({ limit: 2, ttl: 10, now: () => time });
  const slow = async () => {
    time += 9;
    await Promise.resolve();
    return 1;
  };
  await cache.get('slow', slow);
  time = 10;
  expect(cache.peek('slow')).toBeUndefined();
  await cache.get('a', async () => 1);
  await cache.get('b', async () => 2);
  await cache.get('a', async () => 3);
  await cache.get('c', async () => 4);
  expect(cache.peek('b')).toBeUndefined();
  expect(await cache.peek('a')).toBe(1);
});
