import { connect, type SecureVersion } from 'node:tls';
import type { Check, Verdict, World } from './check.ts';

const PROBLEM = 'application/problem+json';

async function problem(
  { apiUrl }: World,
  path: string,
  status: number,
  init: RequestInit = {},
): Promise<Verdict> {
  const answer = await fetch(`${apiUrl}${path}`, init);
  const type = answer.headers.get('content-type') ?? 'no type';
  await answer.text();
  return { holds: answer.status === status && type.startsWith(PROBLEM), saw: `${answer.status}, ${type}` };
}

function speaks({ apiUrl }: World, maxVersion: SecureVersion): Promise<boolean> {
  const { hostname } = new URL(apiUrl);
  return new Promise((resolve) => {
    const options = {
      host: hostname,
      port: 443,
      servername: hostname,
      maxVersion,
      minVersion: 'TLSv1',
    } as const;
    // Old versions are off in OpenSSL itself unless the level is lowered.
    const socket = connect({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

const bearer = ({ apiKey = '' }: World) => ({ authorization: `Bearer ${apiKey}` });

/** What API Gateway has to do as its emulator does. */
export const GATEWAY_CHECKS: readonly Check[] = [
  {
    id: 'gateway.unknown-route',
    question:
      'Does the gateway response for an unknown route keep its own content type although binary types are `*/*`?',
    how: 'GET a path that is no route: 404 and application/problem+json, readable as text',
    run: (world) => problem(world, '/v1/nothing-here', 404),
  },
  {
    id: 'gateway.no-credentials',
    question: 'Is a call without credentials refused by the gateway in the problem format?',
    how: 'GET /v1/contacts without a header: 401 and application/problem+json',
    run: (world) => problem(world, '/v1/contacts', 401),
  },
  {
    id: 'gateway.foreign-key',
    question: 'Is a well-formed key of nobody the same refusal, and no 500?',
    how: 'GET /v1/contacts with a key of random parts: 401',
    run: (world) => {
      const nobody = `bw_${'0'.repeat(26)}_${'0'.repeat(26)}_${'A'.repeat(43)}`;
      return problem(world, '/v1/contacts', 401, { headers: { authorization: `Bearer ${nobody}` } });
    },
  },
  {
    id: 'gateway.tls',
    question: 'Does the security policy of the API refuse TLS below 1.2?',
    how: 'two handshakes: at most 1.1 fails, at most 1.2 succeeds',
    run: async (world) => {
      const [old, present] = [await speaks(world, 'TLSv1.1'), await speaks(world, 'TLSv1.2')];
      return {
        holds: !old && present,
        saw: `1.1: ${old ? 'spoken' : 'refused'}, 1.2: ${present ? 'spoken' : 'refused'}`,
      };
    },
  },
  {
    id: 'gateway.binary-body',
    question: 'Do bytes that are no UTF-8 reach the function unchanged (binary types), to be refused there?',
    how: 'POST the bytes ff fe as JSON: 400, not 500 and not 201',
    needs: ['api-key'],
    run: (world) =>
      problem(world, '/v1/contacts', 400, {
        method: 'POST',
        headers: { ...bearer(world), 'content-type': 'application/json' },
        body: new Uint8Array([0xff, 0xfe]),
      }),
  },
  {
    id: 'gateway.text-answer',
    question: 'Is a JSON answer sent as text, not as base64, to a caller who accepts everything?',
    how: 'GET /v1/me with `accept: */*`: 200 and JSON',
    needs: ['api-key'],
    run: async (world) => {
      const answer = await fetch(`${world.apiUrl}/v1/me`, { headers: { ...bearer(world), accept: '*/*' } });
      const text = await answer.text();
      return {
        holds: answer.status === 200 && text.startsWith('{'),
        saw: `${answer.status}, ${text.length} characters`,
      };
    },
  },
  {
    id: 'gateway.verdict-all-routes',
    question: 'Does a verdict that was cached for one route let the caller into another one?',
    how: 'GET /v1/me, at once GET /v1/contacts?limit=1: both 200',
    needs: ['api-key'],
    run: async (world) => {
      const paths = ['/v1/me', '/v1/contacts?limit=1'];
      const states: number[] = [];
      for (const path of paths)
        states.push((await fetch(`${world.apiUrl}${path}`, { headers: bearer(world) })).status);
      return { holds: states.every((status) => status === 200), saw: states.join(', ') };
    },
  },
];
