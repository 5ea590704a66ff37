import type { Operation } from './context.ts';
import { EVENT_DATA, withoutData } from './event-log.ts';
import { executionOf, keptMachine } from './execution-operations.ts';
import type { JsonObject } from './json.ts';
import { pageToken, readPageToken } from './request.ts';
import type { HistoryEvent } from './store.ts';

/** Event types without details of their own. */
const BARE: ReadonlySet<string> = new Set([
  'ParallelStateStarted',
  'ParallelStateSucceeded',
  'ParallelStateFailed',
  'MapStateSucceeded',
  'MapStateFailed',
]);

function detailsMember(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

function eventOf(event: HistoryEvent, data: boolean): object {
  const { id, previous, time, type } = event;
  const head = { id, previousEventId: previous, timestamp: time / 1000, type };
  const details = JSON.parse(event.details) as JsonObject;
  if (BARE.has(type)) return head;
  const shown = data ? details : withoutData(details);
  const notes = Object.keys(shown).flatMap((name) =>
    EVENT_DATA[name] === undefined ? [] : [[EVENT_DATA[name], { truncated: false }]],
  );
  return {
    ...head,
    [detailsMember(type)]: { ...shown, ...(Object.fromEntries(notes) as object) },
  };
}

/** GetExecutionHistory: every event with inputs and outputs as AWS keeps them. */
export const HISTORY_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetExecutionHistory: {
    action: 'states:GetExecutionHistory',
    resource: (_context, request) => request.text('executionArn'),
    async run(context, request, principal) {
      const execution = executionOf(context, request.text('executionArn'));
      const data = request.flag('includeExecutionData', true);
      const reverse = request.flag('reverseOrder', false);
      const token = request.optionalText('nextToken');
      const size = request.pageSize();
      request.finish();
      const machine = keptMachine(context, execution);
      if (data && machine !== undefined) context.useKey(principal, machine, ['kms:Decrypt']);
      const [from = 0] =
        token === undefined ? [reverse ? Number.MAX_SAFE_INTEGER : 0] : readPageToken(token, ['number']);
      const order = reverse ? 'id < ? ORDER BY id DESC' : 'id > ? ORDER BY id';
      const rows = context.store
        .sql(`SELECT id, previous, time, type, details FROM event WHERE execution = ? AND ${order} LIMIT ?`)
        .all(execution.arn, from, size + 1) as unknown as HistoryEvent[];
      const page = rows.slice(0, size);
      const last = page.at(-1);
      const events = page.map((event) => eventOf(event, data));
      return {
        events,
        ...(rows.length > size && last !== undefined ? { nextToken: pageToken([last.id]) } : {}),
      };
    },
  },
};
