import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../../shared/kernel/canonical-json.ts';
import { deliverKey } from '../../../../shared/mail/deliver.ts';
import { textDigest, type Mail } from '../../../../shared/mail/outbox.ts';
import { refuse } from '../../../../shared/rights/decisions/answer.ts';
import { previewLetters, type Intended } from '../../../../shared/rights/desk/preview.ts';
import { readRequest } from '../../../../shared/rights/desk/request-view.ts';
import { load } from '../../../../shared/rights/steps/store.ts';
import type { RequestType } from '../../../../shared/rights/rights.ts';
import type { Bench } from '../../../engine/bench.ts';
import { codeOf, openCase, type Case } from '../case.ts';
import { PUBLIC_URL, firmBench } from '../firm.ts';

describe('letters', () => {
  let bench: Bench;
  let one: Case;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    one = await openCase(bench);
  });

  const stored = async () =>
    (await one.firm.items(''))
      .filter(({ pk }) => !pk.includes('#AUD#'))
      .map((item) => canonicalJson(item))
      .toSorted();
  const REFUSED = {
    outcome: 'refused',
    reasons: ['rights-of-others'],
    explanation: 'Others are named on every page.',
  } as const;

  test('a preview is what is sent afterwards, word by word, and stores nothing', async () => {
    const request = await one.verified('access');
    const before = await stored();
    const [preview, ...more] = await previewLetters(one.officer, request, REFUSED, PUBLIC_URL);
    expect(more).toEqual([]);
    expect(await stored()).toEqual(before);
    await refuse(one.officer, request, REFUSED.reasons, REFUSED.explanation);
    const mails = await one.firm.post();
    expect(mails.at(-1)?.text).toBe(preview?.text);
    expect(preview).toMatchObject({ template: 'refused', by: 'email' });
  });

  const previews: readonly (readonly [RequestType, Intended, string])[] = [
    ['erasure', { outcome: 'done' }, 'erasure-done'],
    ['restriction', { outcome: 'done' }, 'carried-out'],
    ['access', { outcome: 'released' }, 'released'],
    ['access', { outcome: 'extended', reasons: ['complexity'] }, 'extended'],
    ['portability', { outcome: 'please-specify', asks: ['scope'] }, 'please-specify'],
    ['objection', { outcome: 'nothing-found' }, 'nothing-found'],
    ['withdrawal', { outcome: 'not-identifiable' }, 'not-identifiable'],
    ['rectification', { outcome: 'expired' }, 'expired'],
    ['information', { outcome: 'cancelled' }, 'cancelled'],
    ['review', { outcome: 'concluded', conclusion: 'upheld', explanation: 'Looked at anew.' }, 'concluded'],
  ];
  test.each(previews)(
    '%s, %o: the letter is previewed in every language',
    async (type, intended, template) => {
      const request = await one.verified(type);
      const texts = new Set<string>();
      for (const language of ['en', 'de', 'fr'] as const) {
        const [letter] = await previewLetters(one.officer, request, { ...intended, language }, PUBLIC_URL);
        expect(letter).toMatchObject({ template });
        texts.add(letter?.text ?? '');
      }
      expect(texts.size).toBe(3);
      expect((await load(one.officer, request)).state).toBe('verified');
    },
  );

  test('an outcome that the right does not know has no preview', async () => {
    const request = await one.verified('access');
    expect(await previewLetters(one.officer, request, { outcome: 'done' }, PUBLIC_URL)).toEqual([]);
    const wrong = { outcome: 'lifting' } as const;
    expect(await codeOf(previewLetters(one.officer, request, wrong, PUBLIC_URL))).toBe('state.conflict');
  });

  test('dispatch is proven by template, time, channel, message id and digest, also when the text is gone', async () => {
    const request = await one.verified('access');
    await refuse(one.officer, request, REFUSED.reasons, REFUSED.explanation);
    const sent: Mail[] = [];
    for (const { pk, sk } of await one.firm.items('OUT#'))
      await deliverKey(
        bench.office,
        async (mail) => {
          sent.push(mail);
          return { messageId: `0100-${sent.length}` };
        },
        { pk, sk },
      );
    await one.settled(request);
    const { letters, keyEndedAt } = await readRequest(one.officer, request);
    expect(keyEndedAt).toBeDefined();
    const mail = sent.find(({ text }) => text.includes(REFUSED.explanation));
    expect(letters.at(-1)).toMatchObject({
      template: 'refused',
      by: 'email',
      state: 'sent',
      digest: mail && textDigest(mail),
      messageId: expect.stringMatching(/^0100-\d$/),
    });
  });
});
