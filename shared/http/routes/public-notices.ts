import * as z from 'zod';
import { isProblem } from '../../kernel/problems.ts';
import { ANSWERS } from '../../rights/notices/notice.ts';
import { answerNotice, type NoticeDoor } from '../../rights/public/notice-door.ts';
import { noticeAnsweredPage, noticePage } from '../../rights/public/notice-page.ts';
import type { Route } from '../route.ts';

const served = { audience: 'public', function: 'public', processing: 'notice', bodyLimit: 1024 } as const;
/** Any text: one that is no link is answered like one that leads nowhere. */
const params = z.strictObject({ link: z.string().max(300) });
const body = z.strictObject({ answer: z.enum(ANSWERS) });

/** The same answer for every link. */
const ARRIVED = { says: 'If this link is valid, your answer has arrived.' } as const;

/** How a recipient that was told (Art. 19) answers without a login, through the link in its notice. */
export const PUBLIC_NOTICE_ROUTES: readonly Route<'public', NoticeDoor>[] = [
  {
    ...served,
    method: 'POST',
    path: '/public/v1/notices/{link}/answer',
    summary: 'Takes a recipient’s answer to a notice; the answer is the same for every link',
    params,
    body,
    output: z.object({ says: z.string() }),
    use: async (door, _, { path, body: { answer } }) => {
      await answerNotice(door, path.link, answer);
      return { status: 202, body: ARRIVED };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/public/pages/notice/{link}',
    summary: 'Page: a recipient’s answer to a notice',
    params,
    use: async (_, __, { path }) => ({ status: 200, html: noticePage(path.link) }),
  },
  {
    ...served,
    method: 'POST',
    path: '/public/pages/notice/{link}/answer',
    summary: 'Page: takes a recipient’s answer to a notice',
    params,
    body,
    use: async (door, _, { path, body: { answer } }) => {
      try {
        await answerNotice(door, path.link, answer);
        return { status: 200, html: noticeAnsweredPage('noticeAnswered') };
      } catch (error) {
        if (!isProblem(error)) throw error;
        return { status: 200, html: noticeAnsweredPage('later') };
      }
    },
  },
];
