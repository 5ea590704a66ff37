import * as z from 'zod';
import { isProblem } from '../../kernel/problems.ts';
import type { LinkPurpose } from '../../rights/letters/link.ts';
import type { PublicServices } from '../../rights/public/door.ts';
import { askForCode, confirmWithCode, fetchWithCode } from '../../rights/public/door.ts';
import { askPage, donePage, enterPage } from '../../rights/public/pages.ts';
import type { Answer, Route } from '../route.ts';

type Row = Route<'public', PublicServices>;

const served = { audience: 'public', function: 'public', processing: 'rights', bodyLimit: 1024 } as const;
/** Any text: one that is no link is answered like one that leads nowhere. */
const params = z.strictObject({ link: z.string().max(300) });
const code = z.strictObject({ code: z.string().trim().max(40) });

/** The same answer for every link. */
const ON_ITS_WAY = { says: 'If this link is valid, a code is on its way to the mailbox.' } as const;

async function answered(services: PublicServices, purpose: LinkPurpose, link: string, given: string) {
  if (purpose !== 'verify') return fetchWithCode(services, link, purpose, given);
  await confirmWithCode(services, link, given);
  return undefined;
}

async function answeredPage(
  services: PublicServices,
  purpose: LinkPurpose,
  link: string,
  given: string,
): Promise<string> {
  try {
    const fetched = await answered(services, purpose, link, given);
    return fetched ? donePage('ready', fetched.url) : donePage('confirmed');
  } catch (error) {
    if (!isProblem(error)) throw error;
    if (error.code === 'challenge.locked') return enterPage('locked');
    return enterPage(error.code === 'step-up.required' ? 'wrong' : 'later');
  }
}

const html = (page: string): Answer => ({ status: 200, html: page });

/** The routes of one purpose: for programs under `/public/v1`, and as pages that work without scripts. */
function routesOf(purpose: LinkPurpose, room: string, does: string): readonly Row[] {
  return [
    {
      ...served,
      method: 'POST',
      path: `/public/v1/${room}/{link}/code`,
      summary: 'Asks for a code in a mail of its own; the answer is the same for every link',
      params,
      body: z.strictObject({}),
      output: z.object({ says: z.string() }),
      use: async (services, _, { path }) => {
        await askForCode(services, path.link, purpose);
        return { status: 202, body: ON_ITS_WAY };
      },
    },
    {
      ...served,
      method: 'POST',
      path: `/public/v1/${room}/{link}/answer`,
      summary: does,
      params,
      body: code,
      output: z.object({ url: z.string().optional(), expiresAt: z.iso.datetime().optional() }),
      use: async (services, _, { path, body }) => ({
        status: 200,
        body: (await answered(services, purpose, path.link, body.code)) ?? {},
      }),
    },
    {
      ...served,
      method: 'GET',
      path: `/public/pages/${purpose}/{link}`,
      summary: `Page: ${does.toLowerCase()}`,
      params,
      use: async (_, __, { path }) => html(askPage(purpose, path.link)),
    },
    {
      ...served,
      method: 'POST',
      path: `/public/pages/${purpose}/{link}/code`,
      summary: 'Page: asks for a code',
      params,
      body: z.strictObject({ send: z.literal('code') }),
      use: async (services, _, { path }) => {
        await askForCode(services, path.link, purpose);
        return html(enterPage(purpose === 'transfer' ? 'asked' : 'sent'));
      },
    },
    {
      ...served,
      method: 'POST',
      path: `/public/pages/${purpose}/{link}/answer`,
      summary: `Page: ${does.toLowerCase()} with a code`,
      params,
      body: code,
      use: async (services, _, { path, body }) =>
        html(await answeredPage(services, purpose, path.link, body.code)),
    },
  ];
}

/** What data subjects and whom they take their data to reach: three rooms, each behind a link and a code. */
export const PUBLIC_ROUTES: readonly Row[] = [
  ...routesOf('verify', 'challenges', 'Confirms a request'),
  ...routesOf('collect', 'collect', 'Fetches a package'),
  ...routesOf('transfer', 'transfer', 'Fetches what somebody takes along to another controller'),
];
