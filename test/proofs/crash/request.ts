import { expected, type Told } from '../story/told.ts';

const CLOSING = 'erasure-done';
const ENDS = ['failed', 'partly-done', 'refused', 'nothing-found', 'cancelled'];

/** Whether a request is in a state; throws when it has come to another end. */
export async function stateOf({ officers: [first] }: Told, id: string, wanted: string): Promise<boolean> {
  const { state } = expected(await first.get(`/v1/requests/${id}`), 200).body;
  if (state !== wanted && ENDS.includes(state as string)) throw new Error(`it is ${state}`);
  return state === wanted;
}

/** The steps of a request so far. */
export async function stepsOf(client: Told['admin'], id: string): Promise<string[]> {
  const { items } = expected(await client.get(`/v1/requests/${id}/history?limit=100`), 200).body;
  return (items as { step?: string }[]).flatMap(({ step }) => step ?? []);
}

/** What has become of the letter that closes an erasure: `sent` and `unknown` are ends. */
export async function closingLetter({ officers: [first] }: Told, id: string): Promise<string> {
  const { letters = [] } = expected(await first.get(`/v1/requests/${id}`), 200).body;
  const found = (letters as { template: string; state: string }[]).find(
    ({ template }) => template === CLOSING,
  );
  return found?.state ?? 'none';
}

/** Mails that say that an erasure is done. */
export async function closingMails({ stack, words }: Told): Promise<number> {
  const mails = await stack.outbox({ to: words.email });
  return mails.filter(({ subject }) => subject.includes('have been erased')).length;
}
