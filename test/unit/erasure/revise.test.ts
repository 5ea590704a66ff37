import { describe, expect, test } from 'vitest';
import type { Id, RecordId } from '../../../shared/kernel/ids.ts';
import { newId, randomBytes } from '../../../shared/kernel/ids.ts';
import type { PlanItem } from '../../../shared/rights/request/model.ts';
import { choicesFor, openItems, reviseItem } from '../../../shared/rights/plan/revise-item.ts';

const scene = { country: 'DE', today: '2027-03-01', random: randomBytes };
const item = (given: Partial<PlanItem>): PlanItem => ({
  version: 1,
  id: newId() as Id,
  of: 'record',
  target: `S${newId()}${newId()}` as RecordId,
  type: 'contact',
  act: 'erase',
  ground: 'Art. 17(1)(a)',
  ...given,
});
const law = { statute: 'Art. 2220 Codice civile', country: 'IT', until: '2036-12-31' };

describe('part of DSR-03: the officer decides within the law', () => {
  test('keeping names statute, country and end, or is refused with law.missing', () => {
    expect(reviseItem(item({}), { act: 'keep', ...law }, scene)).toMatchObject({
      act: 'keep',
      ground: 'Art. 17(3)(b)',
      keep: law,
    });
    for (const name of ['statute', 'country', 'until'] as const) {
      const { [name]: _gone, ...rest } = law;
      expect(() => reviseItem(item({}), { act: 'keep', ...rest }, scene)).toThrow('law.missing');
    }
  });

  test('an end that has passed is refused', () => {
    expect(() => reviseItem(item({}), { act: 'keep', ...law, until: '2027-02-28' }, scene)).toThrow(
      'rule.violated',
    );
  });

  test('what the country’s statute demands is not erased; without a statute the officer may', () => {
    const invoice = item({ type: 'invoice', act: 'keep', needsReview: true });
    expect(() => reviseItem(invoice, { act: 'erase' }, scene)).toThrow('rule.violated');
    expect(reviseItem(invoice, { act: 'erase' }, { ...scene, country: 'GB' })).toMatchObject({
      act: 'erase',
    });
    const kept = reviseItem(invoice, { act: 'keep', ...law }, { ...scene, country: 'IT' });
    expect(kept.keep?.fields).toContain('recipientName');
    expect(kept.keep?.fields).not.toContain('recipientEmail');
  });

  test('an act that an item cannot have is refused', () => {
    const note = item({ of: 'mention', type: 'note', act: 'redact', needsReview: true });
    expect(choicesFor(note)).toEqual(['redact', 'erase']);
    expect(() => reviseItem(note, { act: 'keep', ...law }, scene)).toThrow('rule.violated');
    expect(() => reviseItem(item({}), { act: 'anonymise' }, scene)).toThrow('rule.violated');
    expect(reviseItem(item({ type: 'order' }), { act: 'anonymise' }, scene).newId).toBeDefined();
  });

  test('a decision ends the wait; what waits is named', () => {
    const note = item({ of: 'mention', type: 'note', act: 'redact', needsReview: true });
    const noLaw = item({ type: 'invoice', act: 'keep' });
    expect(openItems([note, noLaw, item({})])).toEqual([note, noLaw]);
    expect(openItems([reviseItem(note, { act: 'erase' }, scene)])).toEqual([]);
  });
});
