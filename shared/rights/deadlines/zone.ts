import type { TenantSettings } from '../../tenants/settings.ts';
import { calendarNamed } from './calendars.ts';
import type { Day } from './day.ts';
import { localDay } from './local-day.ts';

/** What a business says about where it is. */
type Place = Pick<TenantSettings, 'country' | 'timeZone'>;

/** The zone (IANA) of a business: its own, or that of its country's calendar. */
export function zoneOf({ country, timeZone }: Place): string {
  return timeZone ?? calendarNamed(country).timeZone;
}

/** The day at an instant (RFC 3339) where the business is. */
export function dayThere(place: Place, instant: string): Day {
  return localDay(instant, zoneOf(place), '/receivedAt');
}

/** The zone that a new request keeps: of the business where it set one, unless the clocks are of another country. */
export function zoneOfReceipt(place: Place, calendar: string): { readonly timeZone?: string } {
  const { country, timeZone } = place;
  return timeZone && calendarNamed(calendar) === calendarNamed(country) ? { timeZone } : {};
}
