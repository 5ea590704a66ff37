import type { RequestState } from '../../rights/request/life-cycle.ts';
import type { Followed } from '../exchange.ts';
import { expectedAt } from '../expected.ts';
import { API_VERSION } from './vocabulary.ts';

/** Statuses of OpenDSR (section 8). */
export const OPENDSR_STATUSES = ['pending', 'in_progress', 'completed', 'cancelled'] as const;
/** A status of OpenDSR. */
export type OpenDsrStatus = (typeof OPENDSR_STATUSES)[number];

/**
 * How each state is told. `cancelled` stands for every end without what was asked for, since the standard has no
 * refusal: the controller, who decided, knows the reason.
 */
const STATUS_OF: Readonly<Record<RequestState, OpenDsrStatus>> = {
  received: 'pending',
  'please-specify': 'pending',
  verifying: 'pending',
  verified: 'pending',
  preparing: 'in_progress',
  review: 'in_progress',
  blocked: 'in_progress',
  approved: 'in_progress',
  executing: 'in_progress',
  released: 'in_progress',
  'partly-done': 'in_progress',
  failed: 'in_progress',
  lifting: 'in_progress',
  done: 'completed',
  'nothing-found': 'completed',
  refused: 'cancelled',
  'not-identifiable': 'cancelled',
  expired: 'cancelled',
  cancelled: 'cancelled',
};

/** The status of an exchange: that of its request, unless it was withdrawn while the request went on for others. */
export function openDsrStatus({ exchange, request }: Followed): OpenDsrStatus {
  return exchange.withdrawnAt ? 'cancelled' : STATUS_OF[request.state];
}

/** What the status of a request tells (section 8.3); `controller` is the tenant. */
export function statusBody(followed: Followed, controller: string, publicUrl: string) {
  const { exchange, request } = followed;
  const receipt = request.type === 'erasure' && request.state === 'done' && !exchange.withdrawnAt;
  return {
    controller_id: controller,
    expected_completion_time: expectedAt(request),
    subject_request_id: exchange.terms.reference,
    request_status: openDsrStatus(followed),
    api_version: API_VERSION,
    ...(receipt ? { results_url: `${publicUrl}/v1/requests/${request.id}/receipt` } : {}),
    ...(request.state === 'nothing-found' ? { results_count: 0 } : {}),
  };
}
