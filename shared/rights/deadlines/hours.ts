import { HOUR, instant } from '../../kernel/time.ts';
import { epochOf } from './local-day.ts';

/**
 * The last instant (RFC 3339 in UTC) of a strict period of hours: Art. 33(1) and the forwarding of complaints. It moves
 * past no weekend or holiday and an hour that daylight saving skips or repeats is counted as it passes; `rule.violated`
 * at `pointer` for anything but an instant.
 */
export function hoursDeadline(from: string, hours: number, pointer = '/at'): string {
  return instant(epochOf(from, pointer) + hours * HOUR);
}
