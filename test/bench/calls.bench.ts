import { startStack } from '../journeys/fixture.ts';
import { tell } from './figures.ts';

const stack = await startStack();
try {
  const { client } = await stack.onboard('DE');
  const contact = { name: 'Ines Albrecht', email: 'ines@example.org', phone: '+49 30 1234567' };
  const sum = (calls: Readonly<Record<string, number>>, service: string) =>
    Object.entries(calls)
      .filter(([name]) => name.startsWith(`${service}:`))
      .reduce((total, [, count]) => total + count, 0);

  /** Calls of one kind by a warm function; the verdict of the authorizer is cached. */
  async function callsOf(work: () => Promise<{ readonly status: number }>, service = 'dynamodb') {
    await client.get('/v1/me');
    await stack.resetCalls();
    const { status } = await work();
    if (status >= 300) throw new Error(`answered ${status}`);
    return sum(await stack.calls(), service);
  }

  const make = () => client.post('/v1/contacts', contact);
  const { id } = (await make()).body as { id: string };
  for (let more = 0; more < 30; more++) await client.post('/v1/contacts', { name: `Person ${more}` });
  const alone = 'only@example.org';
  await client.post('/v1/contacts', { ...contact, email: alone });
  const read = () => client.get(`/v1/contacts/${id}`);
  const find = () => client.post('/v1/contacts/lookup', { email: alone });
  const page = () => client.get('/v1/contacts?limit=25');

  // Owner keys are forgotten after 20 s; the index lags up to 2 s.
  await stack.advance('PT21S');
  const warmFind = async () => {
    await find();
    return callsOf(find);
  };
  const settledPage = async () => {
    await stack.advance('PT3S');
    return callsOf(page);
  };
  const rows: [string, () => Promise<number>, number][] = [
    ['read by id, key of the person not at hand', () => callsOf(read), 3],
    ['read by id', () => callsOf(read), 2],
    ['create', () => callsOf(make), 1],
    [
      'change: a read and a transaction',
      () => callsOf(() => client.patch(`/v1/contacts/${id}`, 1, { jobTitle: 'Head' })),
      2,
    ],
    ['look-up by e-mail', warmFind, 3],
    ['page of 25', settledPage, 3],
  ];
  for (const [figure, measure, budget] of rows)
    tell({ figure: `DynamoDB calls, ${figure}`, measured: await measure(), unit: 'calls', budget });

  // Sustained requests over ten windows: at most one call of KMS in each, whatever is asked.
  await stack.advance('PT301S');
  await stack.resetCalls();
  const windows = 10;
  for (let second = 0; second < windows * 300; second += 50) {
    await read();
    await make();
    await stack.advance('PT50S');
  }
  const kms = sum(await stack.calls(), 'kms');
  tell({
    figure: 'KMS calls per tenant and 300 s of requests',
    measured: kms / windows,
    unit: 'calls',
    budget: 1,
  });

  const begun = performance.now();
  const many = 100;
  for (let at = 0; at < many; at++) await read();
  tell({
    figure: 'read by id over HTTP, one at a time',
    measured: (performance.now() - begun) / many,
    unit: 'ms',
  });
} finally {
  await stack.stop();
}
process.exit(0);
