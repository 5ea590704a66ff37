/** The current time in epoch milliseconds; handed in, never read from the host, so that tests and restores can move it. */
export type Now = () => number;

/** One second, minute, hour and day in milliseconds. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** RFC 3339 with milliseconds, in UTC. */
export function instant(epoch: number): string {
  return new Date(epoch).toISOString();
}

/** The UTC calendar day `YYYY-MM-DD`. */
export function day(epoch: number): string {
  return instant(epoch).slice(0, 10);
}
