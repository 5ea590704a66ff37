import { Problem } from '../../kernel/problems.ts';
import { day } from '../../kernel/time.ts';
import type { RequestItem } from '../request/model.ts';
import { needsIdentification } from '../request/methods.ts';

function forbidden(reason: string, detail: string): Problem {
  return new Problem('forbidden', { detail, reason });
}

/**
 * Refuses to give or change data for somebody whose identity or authority has not been found good (IDV-02):
 * `forbidden`, with the reason.
 */
export function checkAuthority(request: RequestItem, now: number): void {
  const { identification, agent } = request;
  if (!needsIdentification(request)) return;
  if (!identification) throw forbidden('identity.unverified', 'The person is not identified yet.');
  if (agent?.state === 'claimed')
    throw forbidden('agent.unchecked', 'The mandate of the agent has not been checked yet.');
  if (identification.method !== 'mandate') return;
  if (agent?.state !== 'verified')
    throw forbidden('agent.revoked', 'The mandate has ended; identify the person.');
  if (agent.until && agent.until < day(now))
    throw forbidden('agent.expired', 'The mandate has ended; identify the person.');
}
