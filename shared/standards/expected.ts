import { instant } from '../kernel/time.ts';
import { clocksOf } from '../rights/request/clocks.ts';
import { isClosed } from '../rights/request/life-cycle.ts';
import type { RequestItem } from '../rights/request/model.ts';
import type { Followed } from './exchange.ts';

/** When the other side may expect the answer: the day to work towards, from its beginning; the end once there is one. */
export function expectedAt(request: RequestItem): string {
  return request.closedAt ?? instant(Date.parse(`${clocksOf(request).earliest}T00:00:00.000Z`));
}

/** True while the other side still waits for an answer. */
export function isAwaited({ exchange, request }: Followed): boolean {
  return !exchange.withdrawnAt && !isClosed(request);
}

/** True while an answer is awaited for which the time was extended. */
export function isExtended(followed: Followed): boolean {
  return isAwaited(followed) && followed.request.extension !== undefined;
}
