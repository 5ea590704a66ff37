import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refuse } from '../../../shared/rights/decisions/answer.ts';
import { FINDINGS, SHORTEST_EXPLANATION, checkFinding } from '../../../shared/rights/decisions/findings.ts';
import { parts } from '../../../shared/rights/request/stored.ts';
import { openBench, type Bench } from '../../engine/bench.ts';
import { codeOf, openCase, type Case } from './case.ts';

const WHY = 'You asked for the same on 3 March and got the answer on 9 March; nothing was added since.';

describe('a request is refused as unfounded or excessive only by a finding that the business bears', () => {
  let bench: Bench;
  let one: Case;
  beforeAll(async () => {
    bench = await openBench();
    one = await openCase(bench);
  });
  afterAll(() => bench.stop());

  test('without a finding, without a word of explanation, or by the finding of another reason it is not refused', async () => {
    const { officer } = one;
    const request = await one.verified('access');
    const tried = [
      refuse(officer, request, ['excessive'], WHY),
      refuse(officer, request, ['excessive'], undefined, 'repeated-unchanged'),
      refuse(officer, request, ['excessive'], 'x'.repeat(SHORTEST_EXPLANATION - 1), 'repeated-unchanged'),
      refuse(officer, request, ['excessive'], WHY, 'withdrawal-for-benefit'),
      refuse(officer, request, ['excessive', 'manifestly-unfounded'], WHY, 'repeated-unchanged'),
      refuse(officer, request, ['rights-of-others'], WHY, 'repeated-unchanged'),
    ];
    expect(await Promise.all(tried.map(codeOf))).toEqual(tried.map(() => 'rule.violated'));
    const refused = await refuse(officer, request, ['excessive'], WHY, 'repeated-unchanged');
    expect(refused.state).toBe('refused');
    const history = await parts(officer, request, 'history');
    const said = history.find(({ step }) => step === 'refuse');
    expect(said).toMatchObject({ reasons: 'excessive', finding: 'repeated-unchanged' });
    await one.settled(request);
  });

  test.each(Object.entries(FINDINGS))('%s bears its own reason alone', (finding, { reason }) => {
    const other = reason === 'excessive' ? 'manifestly-unfounded' : 'excessive';
    expect(() => checkFinding([reason], WHY, finding as never)).not.toThrow();
    expect(() => checkFinding([other], WHY, finding as never)).toThrow('rule.violated');
  });

  test('other reasons need none', () => {
    expect(() => checkFinding(['legal-claims'], undefined, undefined)).not.toThrow();
  });
});
