import { PROBLEMS, type Problem } from '../../kernel/problems.ts';

/** Statuses that stay what they are; every other refusal of the caller's doing is 400 (OpenDSR 2.0, section 7.5). */
const KEPT: ReadonlySet<number> = new Set([401, 403, 404, 429]);

/** A refusal as an error object of OpenDSR (section 7.6): places and rules, never anything that was sent. */
export function openDsrRefusal({ code, members }: Problem) {
  const { status: own, title } = PROBLEMS[code];
  const status = own >= 500 || KEPT.has(own) ? own : 400;
  const errors = (members.violations ?? []).map(({ pointer, rule }) => ({
    domain: 'Validation',
    reason: rule,
    message: `${pointer || '/'} is refused.`,
  }));
  const message = members.detail ?? title;
  return { status, body: { error: { code: status, message, ...(errors.length > 0 ? { errors } : {}) } } };
}
