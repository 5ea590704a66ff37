import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Guard } from './guard.ts';
import { cancellationOf } from './retries.ts';
import type { Item, WriteRefusal } from './workspace.ts';
import { writeRefusal } from './write-refusal.ts';

/** Errors carry items as the wire has them; the document client does not translate those. */
function oldItem(raw: unknown, guard: Guard): Item | undefined {
  if (raw === null || typeof raw !== 'object' || Object.keys(raw).length === 0) return undefined;
  const item = unmarshall(raw as Parameters<typeof unmarshall>[0]);
  guard.answer(item);
  return item as Item;
}

/** The refusal that an error stands for; undefined when no condition failed. */
export function refusalOf(error: unknown, guard: Guard): WriteRefusal | undefined {
  if (error instanceof Error && error.name === 'ConditionalCheckFailedException') {
    return writeRefusal(new Map([[0, oldItem('Item' in error ? error.Item : undefined, guard)]]));
  }
  const failed = new Map<number, Item | undefined>();
  for (const [position, { Code, Item }] of (cancellationOf(error) ?? []).entries()) {
    if (Code === 'ConditionalCheckFailed') failed.set(position, oldItem(Item, guard));
  }
  return failed.size > 0 ? writeRefusal(failed) : undefined;
}
