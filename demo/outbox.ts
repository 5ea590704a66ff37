import { until } from './client.ts';
import type { Body, Story } from './story.ts';

/** Mails to an address on the local cloud, newest first; on a deployment the person reads the mailbox. */
async function mails({ stage }: Story, to: string): Promise<Body[]> {
  const response = await fetch(`${stage.local}/_local/outbox.json?to=${encodeURIComponent(to)}&limit=50`);
  if (!response.ok) throw new Error(`the outbox answered ${response.status}`);
  return ((await response.json()) as Body).mails;
}

/** The whole text of a mail. */
const textOf = (mail: Body): string => String(mail.text ?? mail.body?.text ?? '');

/** Waits for a mail to the address whose text matches, and gives the match; earlier mails are passed over. */
export async function mailWith(
  story: Story,
  to: string,
  pattern: RegExp,
  seen: Set<number>,
): Promise<string> {
  const find = async () => {
    for (const mail of await mails(story, to)) {
      const match = pattern.exec(textOf(mail));
      if (match && !seen.has(mail.id)) return { id: mail.id as number, found: match[1] ?? match[0] };
    }
    return undefined;
  };
  const mail = await until('the mail', find, (found) => found !== undefined, 90);
  if (!mail) throw new Error('no mail');
  seen.add(mail.id);
  return mail.found;
}

/** True when no mail to the address carries both a link and a code. */
export async function linkAndCodeApart(story: Story, to: string): Promise<boolean> {
  const all = (await mails(story, to)).map(textOf);
  return all.length > 0 && !all.some((text) => /\/public\//.test(text) && /\b\d{8}\b/.test(text));
}
