import type { Id } from '../kernel/ids.ts';
import { ABSENT, any, equals } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { arrivalFrom } from './arrival-store.ts';
import type { Arrival, ArrivalItem } from './model.ts';

/** Keyed tokens of an arrival; they tell nothing about whom it is from. */
export interface Marks {
  readonly delivery: string;
  readonly message?: string;
  readonly sender?: string;
}

/** The marks of an arrival. */
export async function marksOf(
  { vault }: Pick<Workspace, 'vault'>,
  { delivery, messageId, content }: Pick<Arrival, 'delivery' | 'messageId' | 'content'>,
): Promise<Marks> {
  const sender = content.replyTo && (await vault.lookupToken('email', content.replyTo));
  return {
    delivery: await vault.externalToken('arrival.delivery', delivery),
    ...(messageId ? { message: await vault.externalToken('arrival.message', messageId) } : {}),
    ...(sender ? { sender: await vault.externalToken('arrival.sender', sender) } : {}),
  };
}

/** The arrival that each mark leads to. */
export async function markedArrivals(
  { tables, keys }: Workspace,
  { delivery, message = delivery, sender = delivery }: Marks,
): Promise<readonly (ArrivalItem | undefined)[]> {
  const marks = await tables.get([delivery, message, sender].map((mark) => keys.arrivalMark(mark)));
  const ids = marks.map((item) => item?.['arrival'] as Id | undefined);
  const found = await tables.get([...new Set(ids)].flatMap((id) => (id ? [keys.arrival(id)] : [])));
  const arrivals = found.flatMap((item) => (item ? [arrivalFrom(item)] : []));
  return ids.map((id) => arrivals.find((arrival) => arrival.id === id));
}

/** The writes that set marks; they fail when another arrival has one of them. */
export function markWrites(
  { keys }: Pick<Workspace, 'keys'>,
  arrival: Id,
  marks: readonly string[],
): Write[] {
  return marks.map((mark) => ({
    put: { arrival },
    at: keys.arrivalMark(mark),
    if: any(ABSENT, equals('arrival', arrival)),
  }));
}

/** The writes that take marks away; of another arrival's they take none. */
export function unmarkWrites(
  { keys }: Pick<Workspace, 'keys'>,
  arrival: Id,
  marks: readonly (string | undefined)[],
): Write[] {
  return marks.flatMap((mark): Write[] =>
    mark ? [{ delete: true, at: keys.arrivalMark(mark), if: any(ABSENT, equals('arrival', arrival)) }] : [],
  );
}
