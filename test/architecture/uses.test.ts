import { describe, expect, test } from 'vitest';
import { FUNCTIONS } from '../../lib/functions.ts';
import { RECORD_TYPES } from '../../shared/catalogue/record-types.ts';
import type { Route } from '../../shared/http/route.ts';
import { ROUTES } from '../../shared/http/routes.ts';
import { NOTICE_SUBJECTS } from '../../shared/rights/notices/notice.ts';
import { LETTERS } from '../../shared/rights/letters/write-letter.ts';
import { USES } from '../../shared/subjects/uses.ts';
import { DUE_WORK, MAIL_WORK, WORK } from '../../shared/subjects/work.ts';
import { filesIn } from './sources.ts';

const refused = (use: keyof typeof USES) => USES[use].restricted === 'refused';

describe('part of DSR-04: whatever touches data about people says for what', () => {
  test('a route that does not say it does not compile', () => {
    // @ts-expect-error: `processing` is missing.
    const silent: Route<'tenant', undefined> = {
      method: 'GET',
      path: '/v1/things',
      audience: 'tenant',
      permission: 'contact:list',
      function: 'records',
      summary: 'Lists things',
      use: async () => ({ status: 204 }),
    };
    expect(silent).not.toHaveProperty('processing');
  });

  test('a route of records, files or people never says that a restriction lets it pass', () => {
    const places = ['people', ...RECORD_TYPES.map(({ plural }) => plural)];
    const bad = ROUTES.filter(({ path, processing, function: by }) => {
      const inPlace = places.includes(path.split('/')[2] ?? '') && ['records', 'work'].includes(by);
      return inPlace && !refused(processing);
    });
    expect(bad.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test('a function without routes is in the table of work, and no other one', () => {
    const served = new Set(ROUTES.map((route) => route.function));
    const silent = FUNCTIONS.map(({ name }) => name).filter((name) => !served.has(name));
    expect(Object.keys(WORK).sort()).toEqual(silent.sort());
  });

  test('a mail is in the table of mails, whose uses all pass: the outbox asks nobody', () => {
    const written = [
      ...Object.keys(LETTERS),
      ...filesIn('shared/intake/letters/*.ts').map((path) => path.split('/').at(-1)?.slice(0, -3)),
      ...filesIn('shared/rights/desk/letters/*.ts').map((path) => path.split('/').at(-1)?.slice(0, -3)),
      ...Object.keys(NOTICE_SUBJECTS).map((about) => `notice-${about}`),
    ];
    expect(new Set(Object.keys(MAIL_WORK))).toEqual(new Set(written));
    expect(Object.values(MAIL_WORK).filter(refused)).toEqual([]);
  });

  test('due work never waits for a restriction to be lifted', () => {
    expect(Object.values(DUE_WORK).filter((use) => use !== 'mail' && refused(use))).toEqual([]);
  });
});
