import { Problem } from '../../kernel/problems.ts';
import type { HolidayCalendar } from './calendar.ts';
import { OTHER_CALENDARS } from './other-calendars.ts';
import { UNION_CALENDARS } from './union-calendars.ts';

/** Every calendar by its name, which is the country's code but for the United Kingdom. */
export const CALENDARS = { ...UNION_CALENDARS, ...OTHER_CALENDARS } as const;
/** The name of a calendar. */
export type CalendarName = keyof typeof CALENDARS;

/** The calendar with this name or of this country (ISO 3166-1 alpha-2); `rule.violated` names the known ones otherwise. */
export function calendarNamed(name: string, pointer = '/calendar'): HolidayCalendar {
  if (Object.hasOwn(CALENDARS, name)) return CALENDARS[name as CalendarName];
  const ofCountry = Object.values(CALENDARS).find((calendar) => calendar.country === name);
  if (ofCountry) return ofCountry;
  throw new Problem('rule.violated', {
    detail: `The known calendars are ${Object.keys(CALENDARS).join(', ')}.`,
    violations: [{ pointer, rule: 'known calendar' }],
  });
}
