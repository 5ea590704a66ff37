import { createHash } from 'node:crypto';
import { isObject, parseJson } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { groupsOf } from './logging.ts';
import type { EventLogs } from './logging.ts';
import type { Execution, HistoryEvent } from './store.ts';

/** Members of event details that hold data of the execution, and the member that says whether they are complete. */
export const EVENT_DATA: Readonly<Record<string, string | undefined>> = {
  input: 'inputDetails',
  output: 'outputDetails',
  assignedVariables: 'assignedVariablesDetails',
  parameters: undefined,
};

/** Which events each level of a `LoggingConfiguration` lets through. */
const LEVELS: Readonly<Record<string, RegExp>> = {
  ALL: /./,
  ERROR: /(Failed|TimedOut|Aborted)$/,
  FATAL: /^Execution(Failed|TimedOut|Aborted)$/,
};

/** Event details without inputs and outputs. */
export function withoutData(details: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !Object.hasOwn(EVENT_DATA, name)));
}

/** Writes events to the log groups of a state machine's `LoggingConfiguration`, data only where it says so. */
export function logEvents(
  logs: EventLogs,
  logging: Json | undefined,
  execution: Execution,
  events: readonly HistoryEvent[],
): void {
  if (!isObject(logging)) return;
  const { Level, IncludeExecutionData } = logging;
  const wanted = typeof Level === 'string' ? LEVELS[Level] : undefined;
  const groups = wanted === undefined ? [] : groupsOf(logging);
  const stream = streamOf(execution);
  for (const { id, type, details, previous, time } of events) {
    if (wanted?.test(type) !== true) continue;
    const parsed = parseJson(details);
    const all = isObject(parsed) ? parsed : {};
    const line = JSON.stringify({
      id: String(id),
      type,
      details: IncludeExecutionData === true ? all : withoutData(all),
      previous_event_id: String(previous),
      event_timestamp: String(time),
      execution_arn: execution.arn,
      redrive_count: String(execution.redrives),
    });
    for (const group of groups) logs.write(group, stream, line);
  }
}

/** `states/<machine>/<day and hour of the start>/<8 digits>`: executions that began in one hour share few streams on AWS, none here. */
function streamOf({ arn, machine, started }: Execution): string {
  const name = machine.slice(machine.lastIndexOf(':') + 1);
  const hour = new Date(started).toISOString().slice(0, 13).replace('T', '-');
  return `states/${name}/${hour}-00/${createHash('sha256').update(arn).digest('hex').slice(0, 8)}`;
}
