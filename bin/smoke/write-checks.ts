import type { Check, World } from './check.ts';

const headers = ({ apiKey = '' }: World) => ({
  authorization: `Bearer ${apiKey}`,
  'content-type': 'application/json',
});

async function made(world: World): Promise<string> {
  const body = JSON.stringify({ name: 'Smoke Test' });
  const answer = await fetch(`${world.apiUrl}/v1/contacts`, {
    method: 'POST',
    headers: headers(world),
    body,
  });
  if (answer.status !== 201) throw new Error(`create answered ${answer.status}`);
  return ((await answer.json()) as { id: string }).id;
}

async function removed(world: World, id: string, version: number): Promise<void> {
  const match = { ...headers(world), 'if-match': `"v${version}"` };
  await fetch(`${world.apiUrl}/v1/contacts/${id}`, { method: 'DELETE', headers: match });
}

/** Checks that write a fictional contact into the tenant of the API key and delete it again. */
export const WRITE_CHECKS: readonly Check[] = [
  {
    id: 'dynamodb.leading-keys',
    question:
      'Does a tenant’s session write and read with `dynamodb:LeadingKeys` under ForAllValues, the Null guard and the implied use of the table’s key?',
    how: 'POST a contact and GET it: 201 and 200 (a denied session would be 500)',
    needs: ['api-key', 'writes'],
    run: async (world) => {
      const id = await made(world);
      const { status } = await fetch(`${world.apiUrl}/v1/contacts/${id}`, { headers: headers(world) });
      await removed(world, id, 1);
      return { holds: status === 200, saw: `read answered ${status}` };
    },
  },
  {
    id: 'dynamodb.index-lag',
    question: 'Does a new record appear in the list within the two seconds that are told?',
    how: 'POST a contact, GET the list until it is there: at most 2 s',
    needs: ['api-key', 'writes'],
    run: async (world) => {
      const id = await made(world);
      const begun = performance.now();
      let seen = false;
      while (!seen && performance.now() - begun < 10_000) {
        const answer = await fetch(`${world.apiUrl}/v1/contacts?limit=25`, { headers: headers(world) });
        seen = (await answer.text()).includes(id);
      }
      const took = Math.round(performance.now() - begun);
      await removed(world, id, 1);
      return { holds: seen && took <= 2000, saw: `${took} ms` };
    },
  },
  {
    id: 'dynamodb.transaction-conflict',
    question: 'Are simultaneous changes of one record settled by retries, one wins, and nobody meets a 500?',
    how: 'eight PATCHes of one version at once: one 200, otherwise 409 or 412',
    needs: ['api-key', 'writes'],
    run: async (world) => {
      const id = await made(world);
      const match = { ...headers(world), 'if-match': '"v1"' };
      const change = async (n: number) => {
        const body = JSON.stringify({ jobTitle: `Title ${n}` });
        const url = `${world.apiUrl}/v1/contacts/${id}`;
        return (await fetch(url, { method: 'PATCH', headers: match, body })).status;
      };
      const states = await Promise.all(Array.from({ length: 8 }, (_, n) => change(n)));
      await removed(world, id, 2);
      const won = states.filter((status) => status === 200).length;
      const lost = states.filter((status) => status === 409 || status === 412).length;
      return {
        holds: won === 1 && won + lost === states.length,
        saw: states.toSorted((a, b) => a - b).join(', '),
      };
    },
  },
];
