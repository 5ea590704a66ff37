import { expect, test } from 'vitest';
import { WHAT_STAYS } from '../../../shared/catalogue/what-stays.ts';
import { BACKUP_DAYS, tombstoneWrite } from '../../../shared/erasure/marks.ts';
import { RECORD_ROUTES } from '../../../shared/http/routes/records.ts';
import { DAY } from '../../../shared/kernel/time.ts';
import { SUPPRESSION_STATUTE } from '../../../shared/catalogue/statutes.ts';
import { endOfSuppression } from '../../../shared/subjects/suppressions.ts';
import { keysOf } from '../../../shared/store/grammar.ts';
import { newId } from '../../../shared/kernel/ids.ts';

test('the data map says of everything that stays after an erasure why, on which basis and until when', async () => {
  const route = RECORD_ROUTES.find(({ path }) => path === '/v1/data-map');
  const answer = await route?.use(undefined as never, {} as never, {} as never);
  const stays = (answer?.body as { stays?: Record<string, string>[] } | undefined)?.stays ?? [];
  expect(stays.map(({ name }) => name)).toEqual(Object.values(WHAT_STAYS).map(({ name }) => name));
  for (const row of stays)
    expect(Object.values(row).every((text) => typeof text === 'string' && text !== '')).toBe(true);
});

test('a mark ends on the day that the data map says, after the last older backup', () => {
  const now = Date.parse('2027-03-01T09:00:00Z');
  const workspace = { now: () => now, keys: keysOf(newId() as never) };
  const { put } = tombstoneWrite(workspace as never, 'token') as unknown as { put: { until: number } };
  const days = (put.until - now) / DAY;
  expect(days).toBeGreaterThan(BACKUP_DAYS);
  expect(WHAT_STAYS.tombstone.end.startsWith(`${days} days`)).toBe(true);
});

test('a suppressed address ends after as many years as the data map says, with the end of the day', () => {
  expect(endOfSuppression(Date.parse('2027-03-01T09:00:00Z'))).toBe(Date.parse('2030-03-02'));
  expect(WHAT_STAYS.suppression.end.startsWith(`${SUPPRESSION_STATUTE.years} years`)).toBe(true);
});
