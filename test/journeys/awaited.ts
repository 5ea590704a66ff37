import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Stack } from './fixture.ts';

/** Looks until something is there; fails after twenty seconds with the last lines of the stack. */
export async function eventually<T>(
  { lines }: Pick<Stack, 'lines'>,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await pauseFor(50);
  }
  throw new Error(`it does not happen: ${lines.slice(-5).join('\n')}`);
}

/** What a pattern finds in a mail to somebody since a moment (epoch milliseconds). */
export function inMail(
  stack: Pick<Stack, 'lines' | 'outbox'>,
  to: string,
  pattern: RegExp,
  after = 0,
): Promise<string> {
  return eventually(stack, async () => {
    const mails = (await stack.outbox({ to })).filter(({ time }) => time >= after);
    return mails.map((mail) => pattern.exec(`${mail.subject}\n${mail.text}`)?.[1]).find(Boolean);
  });
}

/** A form of the intake, as the API hands it out. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Sends bytes with a form; answers the status. */
export async function upload({ url, fields }: UploadForm, content: string | Uint8Array): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]));
  const response = await fetch(url, { method: 'POST', body: form });
  await response.text();
  return response.status;
}
