import { isDeepStrictEqual } from 'node:util';
import type { Write } from '../store/workspace.ts';

/** Parts of a packed transaction at most; room is left for the marker (DynamoDB takes 100). */
export const PACKED = 95;

const place = ({ table, pk, sk }: Write['at']) => `${table}\n${pk}\n${sk}`;
const isToken = ({ at }: Write) => at.table === 'keys' && /#TOK#/.test(`${at.pk}#${at.sk}`);

/**
 * Joins the writes of two records into one transaction; undefined when they cannot share one: too many parts, or an
 * item that both write. The same check twice is one check, and a person's token twice is one token.
 */
export function joined(first: readonly Write[], second: readonly Write[]): Write[] | undefined {
  const there = new Map(first.map((write) => [place(write.at), write]));
  const added: Write[] = [];
  for (const write of second) {
    const same = there.get(place(write.at));
    if (!same) added.push(write);
    else if ('check' in write && 'check' in same && isDeepStrictEqual(write.if, same.if)) continue;
    else if (isToken(write)) continue;
    else return undefined;
  }
  return first.length + added.length <= PACKED ? [...first, ...added] : undefined;
}
