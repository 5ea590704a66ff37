import { flushCompileCache } from 'node:module';
import { CALLS, INVOCATIONS, type ArrivedCall, type Invocation } from '../../../local/probes.ts';
import { dealt, disturbedIn, ledgerIn, PointNames, type Orders } from './points.ts';
import { turnOf } from './turn.ts';

// A stack in a process of its own that dies where its orders say: argv = folder, orders as JSON.
const [folder = '', text = '{}'] = process.argv.slice(2);
const { ledger, dies, share } = JSON.parse(text) as Orders;
const { seen, died } = ledgerIn(ledger);
const disturbed = disturbedIn(folder);
const names = new PointNames();

INVOCATIONS.subscribe((message) => {
  const invocation = message as Invocation;
  const turn = turnOf(invocation);
  if (turn !== undefined) names.begins(invocation.traceId, turn);
});

CALLS.subscribe((message) => {
  const named = names.of(message as ArrivedCall);
  if (named === undefined) return;
  const { point, turn } = named;
  seen.add(point);
  if (dies === 'nowhere' || died.lines.has(point)) return;
  if (dies === 'everywhere') {
    // One death for each turn of a world: what is repeated after it is left alone, and so is what it finds half done.
    if (disturbed.lines.has(turn.identity)) return;
    if (share !== undefined && !dealt(point, share)) return;
  } else if (point !== dies.at) return;
  died.add(point);
  disturbed.add(turn.identity);
  process.kill(process.pid, 'SIGKILL');
});

await import('../../journeys/serve.ts');
// A process that is killed would not.
flushCompileCache();
