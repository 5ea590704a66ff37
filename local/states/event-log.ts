import { isObject, parseJson } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { Execution, HistoryEvent } from './store.ts';

/** Writes one line to a log group. */
export type WriteLog = (group: string, stream: string, line: string) => void;

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
  write: WriteLog,
  logging: Json | undefined,
  execution: Execution,
  events: readonly HistoryEvent[],
): void {
  if (!isObject(logging)) return;
  const { Level, IncludeExecutionData } = logging;
  const wanted = typeof Level === 'string' ? LEVELS[Level] : undefined;
  const groups = wanted === undefined ? [] : groupsOf(logging['Destinations']);
  const stream = `states/${execution.machine.slice(execution.machine.lastIndexOf(':') + 1)}`;
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
    for (const group of groups) write(group, stream, line);
  }
}

/** Names of log groups from their ARNs (`arn:…:log-group:<name>:*`). */
function groupsOf(destinations: Json | undefined): string[] {
  const list = Array.isArray(destinations) ? (destinations as readonly Json[]) : [];
  return list.flatMap((destination) => {
    const group = isObject(destination) ? destination['CloudWatchLogsLogGroup'] : undefined;
    const arn = isObject(group) ? group['LogGroupArn'] : undefined;
    const name = typeof arn === 'string' ? /:log-group:([^:]+)/.exec(arn)?.[1] : undefined;
    return name === undefined ? [] : [name];
  });
}
