import { flushCompileCache } from 'node:module';
import { CALLS, INVOCATIONS, type ArrivedCall, type Invocation } from '../../../local/probes.ts';
import { dealt, Deaths, Ledger, lineOf, PointNames, type Orders, type Point } from './points.ts';
import { turnOf } from './turn.ts';

// A stack in a process of its own that dies where its orders say: argv = folder, orders as JSON.
const [folder = '', text = '{}'] = process.argv.slice(2);
const { ledger, dies, share } = JSON.parse(text) as Orders;
const books = new Ledger(ledger);
const deaths = new Deaths(folder);
const names = new PointNames();

INVOCATIONS.subscribe((message) => {
  const invocation = message as Invocation;
  const turn = turnOf(invocation);
  if (turn !== undefined) names.begins(invocation.traceId, turn);
});

/** Whether to die in a turn in which nobody has died yet, and where to die in its repetition. */
function first(point: Point): { readonly next?: Point } | undefined {
  if (dies === 'again') {
    const repetition = books.nextAfter(point);
    if (repetition === undefined) return undefined;
    books.tried.add(lineOf(repetition));
    return { next: repetition.point };
  }
  if (dies === 'nowhere' || books.died.lines.has(point)) return undefined;
  if (dies === 'everywhere') return share === undefined || dealt(point, share) ? {} : undefined;
  return point === dies.at ? {} : undefined;
}

CALLS.subscribe((message) => {
  const named = names.of(message as ArrivedCall);
  if (named === undefined) return;
  const { point, turn } = named;
  // One death for each turn of a world: what is repeated after it is left alone, unless that is what is looked at.
  const before = deaths.in(turn.identity);
  if (before === undefined) books.seen.add(point);
  else if (dies === 'everywhere') books.repeated.add(lineOf({ death: before.at, point }));
  const death = before === undefined ? first(point) : before.next === point ? {} : undefined;
  if (death === undefined) return;
  books.died.add(point);
  deaths.add({ turn: turn.identity, at: point, ...death });
  process.kill(process.pid, 'SIGKILL');
});

await import('../../journeys/serve.ts');
// A process that is killed would not.
flushCompileCache();
