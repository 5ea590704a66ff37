import { eventually } from './patience.ts';
import { expected, type Seen, type Step, type Told } from './told.ts';

async function turned({ stack, officers, arrivals }: Told): Promise<Seen> {
  const known = arrivals.map(({ id }) => id);
  const arrival = await eventually(stack, async () => {
    const { body } = expected(await officers[0].get('/v1/intake?filter[state]=turned'), 200);
    return (body.items as Seen[]).find(({ id }) => !known.includes(id));
  });
  arrivals.push(arrival);
  return arrival;
}

/** The business takes a public name; the person writes a mail with an attachment, and then uses the form. */
export const INTAKE: readonly Step[] = [
  {
    step: 'intake: public name',
    tell: async (told) => {
      const body = { handle: `${told.words.business}.example` };
      expected(await told.admin.call('PUT', '/v1/intake-settings', { body }), 204);
    },
  },
  {
    step: 'intake: mail',
    tell: async (told) => {
      const { stack, words, officers, tenant } = told;
      const to = `privacy+${tenant.toLowerCase()}@inbox.example.com`;
      const lines = [
        `From: ${words.email}`,
        `Message-ID: <${words.email}>`,
        'Subject: I object to the processing',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain; charset=utf-8',
        '',
        words.note,
        '--b',
        'Content-Type: text/plain',
        'Content-Disposition: attachment; filename="more.txt"',
        '',
        words.remark,
        '--b--',
        '',
      ];
      const query = new URLSearchParams({ from: words.email, to });
      const handed = await fetch(`${stack.awsUrl}/_local/inbox?${query.toString()}`, {
        method: 'POST',
        headers: { 'content-type': 'message/rfc822' },
        body: lines.join('\r\n'),
      });
      if (!handed.ok) throw new Error(`the mail was refused: ${handed.status} ${await handed.text()}`);
      const arrival = await turned(told);
      const { body } = expected(await officers[0].post(`/v1/intake/${arrival.id}/original`, {}), 200);
      const original = await fetch(body.url as string);
      if (!(await original.text()).includes('more.txt')) throw new Error('the original is not the mail');
    },
  },
  {
    step: 'intake: form',
    tell: async (told) => {
      const { stack, words, tenant } = told;
      const message = { message: words.note, email: words.email, rights: ['withdrawal'] };
      expected(await stack.anybody.post(`/public/v1/intake/${tenant}`, message), 202);
      await turned(told);
    },
  },
];
