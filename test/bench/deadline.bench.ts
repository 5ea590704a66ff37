import { CALENDARS } from '../../shared/rights/deadlines/calendars.ts';
import { dueDates } from '../../shared/rights/deadlines/due-dates.ts';
import { instant } from '../../shared/kernel/time.ts';
import { tell } from './figures.ts';
import { leastMicroseconds } from './timing.ts';

const DAY = 86_400_000;
const calendars = Object.keys(CALENDARS);
let at = Date.UTC(2026, 0, 1, 9);
let turn = 0;

/** Another day and calendar each time, so that nothing is answered twice. */
function deadline(): unknown {
  at += DAY;
  if (at > Date.UTC(2040, 0, 1)) at = Date.UTC(2026, 0, 1, 9);
  return dueDates({ receivedAt: instant(at), calendar: calendars[turn++ % calendars.length] ?? 'DE' });
}

const least = leastMicroseconds({ deadline }, { rounds: 15, calls: 2000 });
tell({ figure: 'every due date of one request', measured: least.deadline, unit: 'µs', budget: 50 });
