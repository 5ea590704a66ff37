import * as z from 'zod';
import { text } from '../../catalogue/values.ts';
import type { Id } from '../../kernel/ids.ts';
import { addDeskItem, endDeskItem, listDeskItems, type DeskPart } from '../../rights/desk/desk-item.ts';
import { TASK_KINDS, type TaskKind } from '../../rights/request/task-kinds.ts';
import { addTask, endTask } from '../../rights/desk/tasks.ts';
import { AWAITED, awaitSomething, type Awaited } from '../../rights/desk/waiting.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { Route } from '../route.ts';
import { pathId, requestId } from './request-shapes.ts';

const served = { audience: 'tenant', function: 'rights', processing: 'rights' } as const;
const pathItem = pathId.extend({ item: requestId });
const created = z.object({ id: requestId });

const item = z.object({
  id: requestId,
  at: z.iso.datetime(),
  by: z.string(),
  state: z.enum(['open', 'done', 'dropped']),
  endedAt: z.iso.datetime().optional(),
  endedBy: z.string().optional(),
});

// The chain hands in what the row's schema parsed.
// oxlint-disable-next-line typescript/no-explicit-any
type Add = (workspace: Workspace, request: Id, body: any) => Promise<Id>;
type End = (workspace: Workspace, request: Id, item: Id, state: 'done' | 'dropped') => Promise<unknown>;

/** What officers keep with a request: path, part, what it says, how it is added and ended. */
const KEPT: readonly {
  readonly path: string;
  readonly part: DeskPart;
  readonly lists: string;
  readonly adds: string;
  readonly ends?: string;
  readonly body: z.ZodObject;
  readonly shown: z.ZodObject;
  readonly add: Add;
  readonly end?: End;
}[] = [
  {
    path: 'notes',
    part: 'note',
    lists: 'Remarks of the officers about a request',
    adds: 'Adds a remark, which ends with what the person wrote',
    body: z.strictObject({ text: text(4000) }),
    shown: item.extend({ text: z.string().optional() }),
    add: async (workspace, request, { text: said }) =>
      (await addDeskItem(workspace, request, 'note', {}, { text: said })).id,
  },
  {
    path: 'tasks',
    part: 'task',
    lists: 'What has to be done for a request where the product cannot do it',
    adds: 'Notes a task; a right is not done while one that belongs to it is open',
    ends: 'Says that a task was done, or is not needed',
    body: z.strictObject({
      kind: z.enum(Object.keys(TASK_KINDS) as [TaskKind, ...TaskKind[]]),
      title: text(200),
      where: text(200),
    }),
    shown: item.extend({ kind: z.string(), title: z.string().optional(), where: z.string().optional() }),
    add: addTask,
    end: endTask,
  },
  {
    path: 'waiting',
    part: 'waiting',
    lists: 'What is awaited of whom, and until when',
    adds: 'Notes what is awaited; the request asks for attention on that day',
    ends: 'Says that what was awaited has come, or is not needed',
    body: z.strictObject({
      what: z.enum(Object.keys(AWAITED) as [Awaited, ...Awaited[]]),
      whom: text(200),
      until: z.iso.date(),
    }),
    shown: item.extend({ what: z.string(), until: z.iso.date(), whom: z.string().optional() }),
    add: awaitSomething,
    end: (workspace, request, id, state) => endDeskItem(workspace, request, 'waiting', id, state),
  },
];

/** Remarks, tasks and what is awaited. */
export const DESK_ITEM_ROUTES: readonly Route<'tenant'>[] = KEPT.flatMap((row): Route<'tenant'>[] => [
  {
    ...served,
    method: 'GET',
    path: `/v1/requests/{id}/${row.path}`,
    permission: 'request:change',
    summary: row.lists,
    params: pathId,
    output: z.object({ items: z.array(row.shown) }),
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: { items: await listDeskItems(workspace, path.id, row.part) },
    }),
  },
  {
    ...served,
    method: 'POST',
    path: `/v1/requests/{id}/${row.path}`,
    permission: 'request:change',
    summary: row.adds,
    params: pathId,
    body: row.body,
    output: created,
    idempotency: 'optional',
    use: async (_, { workspace }, { path, body }) => ({
      status: 201,
      body: { id: await row.add(workspace, path.id, body) },
    }),
  },
  ...(row.end && row.ends
    ? [
        {
          ...served,
          method: 'POST' as const,
          path: `/v1/requests/{id}/${row.path}/{item}/end`,
          permission: 'request:change' as const,
          summary: row.ends,
          params: pathItem,
          body: z.strictObject({ state: z.enum(['done', 'dropped']) }),
          idempotency: 'optional' as const,
          use: endingOf(row.end),
        },
      ]
    : []),
]);

function endingOf(end: End): Route<'tenant'>['use'] {
  return async (_, { workspace }, { path, body }) => {
    await end(workspace, path.id, path.item, body.state);
    return { status: 204 };
  };
}
