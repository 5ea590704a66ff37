import { Problem } from '../../kernel/problems.ts';
import type { RefusalReason } from '../letters/refusal-reasons.ts';

/** Characters of the least explanation that can bear a finding; the letter carries it to the person. */
export const SHORTEST_EXPLANATION = 80;

/**
 * On what a request is found to be manifestly unfounded or excessive; the controller bears the burden of proof
 * (Art. 12(5)). Numbers alone make nothing excessive: there has to be an abusive intention (CJEU C-416/23).
 */
export const FINDINGS = {
  'repeated-unchanged': {
    reason: 'excessive',
    says: 'The same was asked and answered shortly before, nothing has changed since, and there is no reason to ask again',
  },
  'abusive-intention': {
    reason: 'excessive',
    says: 'Requests are made to cause harm or work and not to exercise the right',
  },
  'withdrawal-for-benefit': {
    reason: 'manifestly-unfounded',
    says: 'The person offers to withdraw the request in return for a benefit',
  },
  'conditions-clearly-unmet': {
    reason: 'manifestly-unfounded',
    says: 'Plainly, without any inquiry, the right does not exist for what is asked',
  },
} as const satisfies Record<string, { reason: RefusalReason; says: string }>;
/** A finding of the table. */
export type Finding = keyof typeof FINDINGS;

const NEEDED: ReadonlySet<RefusalReason> = new Set(Object.values(FINDINGS).map(({ reason }) => reason));

function refused(pointer: string, detail: string): Problem {
  return new Problem('rule.violated', { detail, violations: [{ pointer, rule: 'Art. 12(5)' }] });
}

/**
 * Refuses a refusal that Art. 12(5) does not bear: a request is unfounded or excessive by a finding for that very
 * reason, explained to the person. Other reasons need none, and take none.
 */
export function checkFinding(
  reasons: readonly RefusalReason[],
  explanation: string | undefined,
  finding: Finding | undefined,
): void {
  const resting = reasons.filter((reason) => NEEDED.has(reason));
  const borne = finding && FINDINGS[finding].reason;
  if (resting.some((reason) => reason !== borne) || (borne && !resting.includes(borne)))
    throw refused('/finding', 'This reason needs a finding, and a finding its reason.');
  if (borne && (explanation ?? '').trim().length < SHORTEST_EXPLANATION)
    throw refused('/explanation', `Explain it in ${SHORTEST_EXPLANATION} characters or more.`);
}
