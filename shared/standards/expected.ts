import { instant } from '../kernel/time.ts';
import { clocksOf } from '../rights/clocks.ts';
import type { RequestItem } from '../rights/model.ts';

/** When the other side may expect the answer: the day to work towards, from its beginning; the end once there is one. */
export function expectedAt(request: RequestItem): string {
  return request.closedAt ?? instant(Date.parse(`${clocksOf(request).earliest}T00:00:00.000Z`));
}
