import { isDeepStrictEqual } from 'node:util';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { failed, withRetries } from './retries.ts';
import { refusalOf } from './refusals.ts';
import type { TablesSettings } from './tables-settings.ts';
import { transactPart } from './transaction.ts';
import type { Item, Write, WriteRefusal } from './workspace.ts';

/**
 * One conditional write, at half the price of a transaction but without its token. After an ambiguous failure a put
 * or delete is repeated, and a refusal that only shows our own first success is a success; an update is not repeated.
 */
export async function sendSingle(settings: TablesSettings, write: Write): Promise<void> {
  const { names, documents } = settings;
  const part = transactPart(write, names);
  const repeatable = !('update' in write);
  await withRetries(settings, repeatable, async (ambiguousBefore) => {
    const client = await documents();
    try {
      if (part.Put) await client.send(new PutCommand(part.Put));
      else if (part.Update) await client.send(new UpdateCommand(part.Update));
      else if (part.Delete) await client.send(new DeleteCommand(part.Delete));
    } catch (error) {
      const refusal = refusalOf(error, settings.guard);
      if (!refusal) throw error;
      if (!(ambiguousBefore && isOwnEffect(write, refusal))) throw refusal;
    }
  }).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'WriteRefusal' ? error : failed(error);
  });
}

/** True when the item found is the one that this very write leaves behind. */
function isOwnEffect(write: Write, refusal: WriteRefusal): boolean {
  const found = refusal.failed.get(0);
  if ('delete' in write) return found === undefined;
  if (!('put' in write) || !found) return false;
  return isDeepStrictEqual(comparable(found), comparable({ ...write.put, pk: write.at.pk, sk: write.at.sk }));
}

function comparable(item: Item | Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    members.map(([name, value]) => [name, value instanceof Uint8Array ? [...value] : value]),
  );
}
