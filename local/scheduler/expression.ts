import { Cron } from 'croner';

/** A parsed `ScheduleExpression`. */
export type Expression =
  | { readonly kind: 'at'; readonly time: string }
  | { readonly kind: 'rate'; readonly every: number }
  | { readonly kind: 'cron'; readonly pattern: string };

/** Milliseconds of the units of `rate(…)`, singular and plural. */
const UNITS: Readonly<Record<string, number>> = {
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};

/** Greatest value of each cron field; AWS writes `0/15` where croner wants `0-59/15`. */
const FIELD_ENDS = [59, 23, 31, 12, 7, 2199];

const AT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

/** Parses `rate(…)`, `cron(…)` and `at(…)`; `undefined` for what AWS would refuse. */
export function parseExpression(text: string, zone = 'UTC'): Expression | undefined {
  const match = /^(rate|cron|at)\(([^()]+)\)$/.exec(text.trim());
  const inner = match?.[2]?.trim() ?? '';
  const parsed =
    match?.[1] === 'rate'
      ? rate(inner)
      : match?.[1] === 'cron'
        ? cron(inner)
        : match?.[1] === 'at'
          ? at(inner)
          : undefined;
  if (parsed === undefined) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    if (parsed.kind !== 'rate') runner(parsed.kind === 'cron' ? parsed.pattern : parsed.time, zone);
    return parsed;
  } catch {
    return undefined;
  }
}

function at(time: string): Expression | undefined {
  return AT.test(time) && !Number.isNaN(Date.parse(`${time}Z`)) ? { kind: 'at', time } : undefined;
}

/** "1 hour" but "2 hours": AWS refuses the other way round. */
function rate(inner: string): Expression | undefined {
  const match = /^([1-9]\d*) ([a-z]+)$/.exec(inner);
  const count = Number(match?.[1]);
  const unit = UNITS[match?.[2] ?? ''];
  if (unit === undefined || (count === 1) === match?.[2]?.endsWith('s')) return undefined;
  return { kind: 'rate', every: count * unit };
}

/** Six fields; exactly one of day-of-month and day-of-week is `?`. */
function cron(inner: string): Expression | undefined {
  const fields = inner.split(/\s+/);
  if (fields.length !== 6 || (fields[2] === '?') === (fields[4] === '?')) return undefined;
  const written = fields.map((field, index) =>
    field === '?'
      ? '*'
      : field.replace(
          /(^|,)(\d+)\/(\d+)/g,
          (_, before: string, first: string, step: string) =>
            `${before}${first}-${FIELD_ENDS[index]}/${step}`,
        ),
  );
  return { kind: 'cron', pattern: `0 ${written.join(' ')}` };
}

function runner(pattern: string, timezone: string): Cron {
  return new Cron(pattern, { paused: true, timezone, alternativeWeekdays: true });
}

/** First firing after `after` (epoch milliseconds), or `undefined` when there is none; rates count from `origin`. */
export function nextFiring(
  expression: Expression,
  zone: string,
  after: number,
  origin: number,
): number | undefined {
  if (expression.kind === 'rate') {
    const passed = Math.max(0, Math.floor((after - origin) / expression.every));
    return origin + (passed + 1) * expression.every;
  }
  const from =
    expression.kind === 'at' ? new Date(Date.parse(`${expression.time}Z`) - 2 * 86_400_000) : new Date(after);
  const next = runner(expression.kind === 'at' ? expression.time : expression.pattern, zone)
    .nextRun(from)
    ?.getTime();
  return next === undefined || next <= after ? undefined : next;
}
