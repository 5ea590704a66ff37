import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { openRequest } from '../../rights/opening/open-request.ts';
import type { Workspace } from '../../store/workspace.ts';
import { checkCallbacks } from '../callback-address.ts';
import { exchangeFollower, findExchange, withdraw, type Followed } from '../exchange.ts';
import { openHosts } from '../settings.ts';
import { openDsrStatus } from './status.ts';
import { IDENTITIES, type IdentityType, type SubjectRequestType } from './vocabulary.ts';

/** A request of OpenDSR whose shape has been checked (section 7.1). */
export interface OpenDsrRequest {
  readonly subject_request_id: string;
  readonly subject_request_type: SubjectRequestType;
  /** When the person asked the controller: the clocks start here. */
  readonly submitted_time: string;
  readonly subject_identities: readonly {
    readonly identity_type: IdentityType;
    readonly identity_value: string;
  }[];
  readonly status_callback_urls: readonly string[];
}

const unknown = () => new Problem('not-found');

/** The exchange of a request, as its controller knows it; `not-found` when there is none here. */
export async function followedRequest(workspace: Workspace, reference: string): Promise<Followed> {
  const found = await findExchange(workspace, 'opendsr', reference);
  if (!found) throw unknown();
  return found;
}

/**
 * Opens a request on the controller's word, once for each id. Who asks is not taken to be identified by it: the
 * request goes through the same verification as any other. `idempotency.reused` for an id that asked for another right,
 * `rule.violated` for a callback to a host that is not declared.
 */
export async function receiveRequest(workspace: Workspace, given: OpenDsrRequest): Promise<Followed> {
  const {
    subject_request_id: reference,
    subject_request_type: type,
    status_callback_urls: callbacks,
  } = given;
  const before = await findExchange(workspace, 'opendsr', reference);
  if (before) {
    if (before.exchange.terms.asked !== type) throw new Problem('idempotency.reused');
    return before;
  }
  checkCallbacks(callbacks, await openHosts(workspace), (at) => `/status_callback_urls/${at}`);
  const follower = await exchangeFollower(workspace, {
    standard: 'opendsr',
    terms: { reference, callbacks, asked: type },
    status: 'pending',
  });
  const identifiers = given.subject_identities.map(({ identity_type, identity_value }) => ({
    kind: IDENTITIES[identity_type],
    value: identity_value,
  }));
  const receivedAt = instant(Date.parse(given.submitted_time));
  await openRequest(workspace, { type, channel: 'api', receivedAt, identifiers }, follower);
  return followedRequest(workspace, reference);
}

/** Cancels on the controller's word; `state.conflict` once it is more than pending (section 9). */
export async function cancelRequest(workspace: Workspace, reference: string): Promise<Followed> {
  const followed = await followedRequest(workspace, reference);
  const status = openDsrStatus(followed);
  if (status !== 'pending' && status !== 'cancelled') throw new Problem('state.conflict');
  return status === 'pending' ? withdraw(workspace, followed) : followed;
}
