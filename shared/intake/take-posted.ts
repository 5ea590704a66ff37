import { instant } from '../kernel/time.ts';
import { checkReceipt } from '../rights/opening/open-request.ts';
import type { Workspace } from '../store/workspace.ts';
import { loadArrival } from './arrival-store.ts';
import { arrivalOf, type Written } from './door.ts';
import type { ArrivalItem } from './model.ts';
import { receive } from './receive.ts';

/** A message that somebody wrote to the business in a messenger, as the business's own system hands it over. */
export interface Posted extends Written {
  readonly channel: 'messenger';
  /** When it reached the business's account there (RFC 3339): the clocks start then, not when it is handed over. */
  readonly receivedAt: string;
  /** What the messenger calls it; the same again is the same message. */
  readonly messageId: string;
}

/**
 * Takes a message of a messenger in, in free wording: what is clear becomes requests at once, everything else waits for
 * an officer. One without an address waits as well, since only the officer can answer it there. `rule.violated` for an
 * arrival in the future or more than a year ago.
 */
export async function takePosted(workspace: Workspace, posted: Posted): Promise<ArrivalItem> {
  const { channel, receivedAt, messageId, ...written } = posted;
  checkReceipt(receivedAt, workspace.now());
  const arrival = {
    ...arrivalOf(written, 'system', workspace.now()),
    channel,
    receivedAt: instant(Date.parse(receivedAt)),
    delivery: `${channel} ${messageId}`,
  };
  return loadArrival(workspace, await receive({ workspace }, arrival));
}
