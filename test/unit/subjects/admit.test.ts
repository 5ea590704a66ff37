import { describe, expect, test } from 'vitest';
import { EXCEPTIONS, type Exception, type LegalBasis } from '../../../shared/catalogue/vocabulary.ts';
import type { Id, RecordId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { admit, type Held, type WantedUse } from '../../../shared/subjects/admit.ts';
import type { SubjectControl } from '../../../shared/subjects/control.ts';
import { RESTRICTION_GROUNDS, type Ground, type Restriction } from '../../../shared/subjects/grounds.ts';
import { USES, type Use } from '../../../shared/subjects/uses.ts';

const GROUNDS = Object.keys(RESTRICTION_GROUNDS) as Ground[];
const ALL_USES = Object.keys(USES) as Use[];
const REFUSED = ALL_USES.filter((use) => USES[use].restricted === 'refused');

const under = (ground: Ground, narrower: Partial<Restriction> = {}): SubjectControl => ({
  state: 'active',
  epoch: 2,
  key: newId(),
  createdAt: '2026-11-02T09:00:00.000Z',
  restrictions: [
    {
      id: newId() as Id,
      ground,
      purposes: 'all',
      records: 'all',
      since: '2026-11-02T09:00:00.000Z',
      ...narrower,
    },
  ],
});

const care = (basis: LegalBasis = 'contract'): Held => ({ purpose: 'customer-care', basis });
const outcome = (control: SubjectControl | undefined, wanted: Partial<WantedUse>) => {
  try {
    admit(control, { use: 'view', fields: [care()], ...wanted });
  } catch (error) {
    if (isProblem(error, 'subject.restricted')) return error.members.reason;
    throw error;
  }
  return 'admitted';
};

describe('part of DSR-04: under a restriction of everything', () => {
  test.each(REFUSED)('the use %s is refused with its reason, and admitted without one', (use) => {
    expect(outcome(under('accuracy'), { use })).toBe('restriction.accuracy');
    expect(outcome(undefined, { use })).toBe('admitted');
    expect(outcome({ ...under('accuracy'), restrictions: [] }, { use })).toBe('admitted');
  });

  test.each(ALL_USES.filter((use) => !REFUSED.includes(use)))('the use %s passes on every ground', (use) => {
    for (const ground of GROUNDS) expect(outcome(under(ground), { use })).toBe('admitted');
  });

  test('what is held for nothing is not stopped', () => {
    expect(outcome(under('accuracy'), { fields: [] })).toBe('admitted');
  });

  test('one stopped value among others is enough', () => {
    const fields = [care(), care('legitimate-interests')];
    expect(outcome(under('objection'), { fields })).toBe('restriction.objection');
  });
});

describe('a restriction of some purposes or records', () => {
  test('stops these only', () => {
    const control = under('accuracy', { purposes: ['invoicing'] });
    const invoicing: Held = { purpose: 'invoicing', basis: 'contract' };
    expect(outcome(control, { fields: [invoicing] })).toBe('restriction.accuracy');
    expect(outcome(control, {})).toBe('admitted');
    const [one, other] = ['S1', 'S2'] as string[] as RecordId[];
    const limited = under('claims', { records: [one as RecordId] });
    expect(outcome(limited, { record: one as RecordId })).toBe('restriction.claims');
    expect(outcome(limited, { record: other as RecordId })).toBe('admitted');
    // A use of the person as a whole is none of that record.
    expect(outcome(limited, {})).toBe('admitted');
  });
});

describe('part of DSR-06: an objection', () => {
  const stopped = ['legitimate-interests', 'public-task'] as const;
  const goesOn = ['consent', 'contract', 'legal-obligation', 'vital-interests'] as const;

  test.each(['objection', 'objected'] as const)(
    '(%s) stops what rests on interests or a public task',
    (by) => {
      for (const basis of stopped)
        expect(outcome(under(by), { fields: [care(basis)] })).toBe(`restriction.${by}`);
      for (const basis of goesOn) expect(outcome(under(by), { fields: [care(basis)] })).toBe('admitted');
    },
  );

  test('to marketing stops marketing on every basis, without exception, and nothing else', () => {
    for (const basis of [...stopped, ...goesOn]) {
      const fields: Held[] = [{ purpose: 'marketing', basis }];
      for (const use of REFUSED)
        expect(outcome(under('marketing'), { use, fields })).toBe('restriction.marketing');
      for (const exception of Object.keys(EXCEPTIONS) as Exception[])
        expect(outcome(under('marketing'), { exception, fields })).toBe('restriction.marketing');
      expect(outcome(under('marketing'), { fields: [care(basis)] })).toBe('admitted');
    }
  });
});

describe('the other grounds', () => {
  test('withdrawal stops what rests on consent, and nothing else', () => {
    expect(outcome(under('withdrawal'), { fields: [care('consent')] })).toBe('restriction.withdrawal');
    expect(outcome(under('withdrawal'), {})).toBe('admitted');
  });

  test('the review of decisions stops automated decisions, and nothing else', () => {
    for (const use of REFUSED)
      expect(outcome(under('decision'), { use })).toBe(
        use === 'decide' ? 'restriction.decision' : 'admitted',
      );
  });

  test('a child’s data is in quarantine on every basis', () => {
    for (const basis of ['consent', 'contract', 'legal-obligation'] as const)
      expect(outcome(under('child'), { fields: [care(basis)] })).toBe('restriction.child');
  });
});

describe('an exception of Art. 18(2)', () => {
  test.each(GROUNDS)('is admitted under %s as far as its row says', (ground) => {
    const { exceptions } = RESTRICTION_GROUNDS[ground];
    const everyBasis: Held[] = (['consent', 'legitimate-interests'] as const).flatMap((basis) => [
      care(basis),
      { purpose: 'marketing', basis },
    ]);
    const use = ground === 'decision' ? 'decide' : 'view';
    for (const exception of Object.keys(EXCEPTIONS) as Exception[]) {
      const passes = (exceptions as readonly Exception[]).includes(exception);
      expect([exception, outcome(under(ground), { use, exception, fields: everyBasis })]).toEqual([
        exception,
        passes ? 'admitted' : `restriction.${ground}`,
      ]);
    }
  });
});
