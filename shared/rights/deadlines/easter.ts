import type { Day } from './day.ts';
import { addDays, dayOf } from './day.ts';

/** Easter Sunday of the western churches in a Gregorian year (the anonymous algorithm in Meeus, Astronomical Algorithms, ch. 8). */
export function easterSunday(year: number): Day {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const lateMoon = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const fromMarch = epact + toSunday - 7 * lateMoon + 114;
  return dayOf(year, Math.floor(fromMarch / 31), (fromMarch % 31) + 1);
}

/** Easter Sunday of the Orthodox churches, which reckon it in the Julian calendar, as a Gregorian day (Meeus, same chapter). */
export function orthodoxEaster(year: number): Day {
  const fullMoon = (19 * (year % 19) + 15) % 30;
  const toSunday = (2 * (year % 4) + 4 * (year % 7) - fullMoon + 34) % 7;
  const fromMarch = fullMoon + toSunday + 114;
  const century = Math.floor(year / 100);
  const julianLag = century - Math.floor(century / 4) - 2;
  return addDays(dayOf(year, Math.floor(fromMarch / 31), (fromMarch % 31) + 1), julianLag);
}
