import { eventually } from './patience.ts';
import { expected, type Step, type Told } from './told.ts';

/** What a pattern finds in the mails to the person that came after `after`. */
async function inMail({ stack, words }: Told, pattern: RegExp, after: number): Promise<string> {
  return eventually(stack, async () => {
    const mails = await stack.outbox({ to: words.email, after });
    return mails.map((mail) => pattern.exec(`${mail.subject}\n${mail.text}`)?.[1]).find(Boolean);
  });
}

async function lastMail({ stack, words }: Told): Promise<number> {
  return Math.max(0, ...(await stack.outbox({ to: words.email })).map(({ id }) => id));
}

/** Asks a public room for a code and answers with it. */
async function throughRoom(told: Told, room: 'challenges' | 'collect', page: string, after: number) {
  const { stack } = told;
  const link = await inMail(told, new RegExp(`/public/\\S*${page}/(\\S+)`), after);
  expected(await stack.anybody.post(`/public/v1/${room}/${link}/code`, {}), 202);
  const code = await inMail(told, /Your code: (\d{8})/, after);
  return expected(await stack.anybody.post(`/public/v1/${room}/${link}/answer`, { code }), 200);
}

/** Opens a request and identifies the person by a code to the mailbox on file. */
export async function identified(told: Told, type: 'access' | 'erasure'): Promise<string> {
  const { officers, stack, words } = told;
  const [first] = officers;
  // Codes go only to an address that was on file before the request.
  await stack.advance('PT1H');
  const after = await lastMail(told);
  const opened = expected(
    await first.post('/v1/requests', {
      type,
      channel: 'email',
      identifiers: [{ kind: 'email', value: words.email }],
      receivedAt: new Date((await stack.now()) - 60_000).toISOString(),
      wording: words.wording,
      language: 'en',
    }),
    201,
  );
  const id = opened.body.id as string;
  expected(await first.post(`/v1/requests/${id}/challenge`, { via: 'email' }), 200);
  await throughRoom(told, 'challenges', 'verify', after);
  return id;
}

const ENDS = ['failed', 'partly-done', 'refused', 'nothing-found', 'cancelled'];

/** Waits until a request has come to a state, or to another end. */
export async function reaches(told: Told, id: string, state: string, patience?: number): Promise<void> {
  const { officers, stack } = told;
  const look = async () => {
    const { body } = expected(await officers[0].get(`/v1/requests/${id}`), 200);
    if (body.state !== state && ENDS.includes(body.state as string)) throw new Error(`it is ${body.state}`);
    return body.state === state ? true : undefined;
  };
  await eventually(stack, look, patience);
}

/** The person asks for a copy and fetches it. */
export const ACCESS: readonly Step[] = [
  {
    step: 'access',
    tell: async (told) => {
      const [first] = told.officers;
      const id = await identified(told, 'access');
      expected(await first.post(`/v1/requests/${id}/prepare`, {}), 200);
      await reaches(told, id, 'review');
      const after = await lastMail(told);
      expected(await first.post(`/v1/requests/${id}/release`, {}), 200);
      const { body } = await throughRoom(told, 'collect', 'collect', after);
      const fetched = await fetch(body.url as string);
      if (!fetched.ok) throw new Error(`the package was refused: ${fetched.status}`);
      if ((await fetched.arrayBuffer()).byteLength < 100) throw new Error('the package is empty');
      expected(await first.post(`/v1/requests/${id}/fetched`, {}), 200, 409);
      await reaches(told, id, 'done');
    },
  },
];

/** The person asks to be erased; approved by a second officer, carried out after the stop window, answered. */
export const ERASURE: readonly Step[] = [
  {
    step: 'erasure: everything else withdrawn',
    tell: async ({ officers, arrivals }) => {
      for (const id of arrivals.flatMap(({ requests }) => requests))
        expected(await officers[0].post(`/v1/requests/${id}/cancel`, {}), 200);
    },
  },
  {
    step: 'erasure: approved',
    tell: async (told) => {
      const [first, second] = told.officers;
      const id = await identified(told, 'erasure');
      told.erasure = id;
      expected(await first.post(`/v1/requests/${id}/prepare`, {}), 200);
      await reaches(told, id, 'review');
      expected(await second.post(`/v1/requests/${id}/approve`, {}), 200);
    },
  },
  {
    step: 'erasure: done',
    tell: async (told) => {
      const [first] = told.officers;
      await told.stack.advance('PT2M');
      // Caches have to run out in between.
      await reaches(told, told.erasure, 'done', 800);
      expected(await first.get(`/v1/requests/${told.erasure}/receipt`), 200);
      expected(await first.get('/v1/receipt-key'), 200);
      expected(await first.get(`/v1/requests/${told.erasure}/case-file`), 200);
      expected(await first.get('/v1/case-file-key'), 200);
      const filed = await inMail(told, /\/public\/pages\/receipt\/(\S+)/, 0);
      expected(await told.stack.anybody.get(`/public/v1/receipts/${filed}`), 200);
      const found = expected(await told.admin.post('/v1/contacts/lookup', { email: told.words.email }), 200);
      if (found.body.items.length > 0) throw new Error('the person is found');
      const kept = expected(await first.post('/v1/kept/lookup', { number: told.number }), 200);
      if (kept.body.items.length !== 1) throw new Error('the invoice is not kept');
    },
  },
  {
    step: 'erasure: forgotten',
    tell: async (told) => {
      const [first] = told.officers;
      await told.stack.advance('PT2H');
      await eventually(told.stack, async () => {
        const { body } = expected(await first.get(`/v1/requests/${told.erasure}`), 200);
        return body.keyEndedAt as string | undefined;
      });
      // What the person wrote before has ended with the requests that it became.
      for (const { id } of told.arrivals)
        await eventually(told.stack, async () => {
          const { body } = expected(await first.get(`/v1/intake/${id}`), 200);
          return body.keyEndedAt as string | undefined;
        });
    },
  },
];
