import { instant, type Now } from '../../kernel/time.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import type { DueDates, DueInput } from '../deadlines/due-dates.ts';
import { addDays } from '../deadlines/day.ts';
import { dueDates } from '../deadlines/due-dates.ts';
import { calendarNamed } from '../deadlines/calendars.ts';
import { regimeOf, type Regime } from '../deadlines/regimes.ts';
import type { RequestItem } from './model.ts';

/** What the clocks of a request depend on. */
export type Clocked = Pick<
  RequestItem,
  'type' | 'receivedAt' | 'calendar' | 'timeZone' | 'suspensions' | 'extension'
>;

/** A request as the clocks read it; some laws have a period for each right. */
export function clockInput({ type, extension, timeZone, ...given }: Clocked): DueInput {
  const { receivedAt, calendar, suspensions } = given;
  return {
    right: type,
    receivedAt,
    calendar,
    suspensions,
    ...(timeZone ? { timeZone } : {}),
    ...(extension ? { extension } : {}),
  };
}

/** The law by which a request is answered: that of its clocks. */
export function lawOfRequest({ calendar }: Pick<RequestItem, 'calendar'>): Regime {
  return regimeOf(calendarNamed(calendar));
}

/** Every date by which a request is due, with and without the questions that stopped the clock. */
export function clocksOf(request: Clocked): DueDates {
  return dueDates(clockInput(request));
}

/** The attributes in which a request keeps its due days. */
export function dueDays(request: Clocked): Pick<RequestItem, 'dueByLaw' | 'dueByPromise'> {
  const { law, promise } = clocksOf(request);
  return { dueByLaw: law, dueByPromise: promise };
}

/** Days on which the request asks for attention, with what each stands for. */
export function alertsOf(request: Clocked): readonly { readonly name: string; readonly on: string }[] {
  const { alerts, law, refusal } = clocksOf(request);
  return [
    ...alerts.map(({ percent, on }) => ({ name: `promise-${percent}`, on })),
    // Art. 12(4): an extension gives no more time for a refusal, also of a part.
    ...(request.extension ? [{ name: 'refusal', on: refusal }] : []),
    { name: 'law', on: law },
    { name: 'overdue', on: addDays(law, 1) },
  ];
}

/** The due work of a request's clocks; what has passed already is due now. */
export function alertWrites(workspace: Workspace, request: Clocked & Pick<RequestItem, 'id'>): Write[] {
  const times = new Set(
    alertsOf(request).map(({ on }) => Math.max(Date.parse(`${on}T00:00:00.000Z`), workspace.now())),
  );
  return [...times].map((at) => dueWrite(workspace, { at, kind: 'request', reference: request.id }));
}

/** Closes the question that is open, if one is: the person has answered. */
export function answered(request: RequestItem, now: Now): Pick<RequestItem, 'suspensions'> {
  const answeredAt = instant(now());
  return {
    suspensions: request.suspensions.map((each) => (each.answeredAt ? each : { ...each, answeredAt })),
  };
}
