import type { RecordId } from '../kernel/ids.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Named } from './row-records.ts';

/** Keys of one call. */
const TOGETHER = 100;

const place = ({ type, externalId }: Named) => `${type}\n${externalId.normalize('NFC')}`;

/** Which external ids lead to records; read once per batch, kept up to date as the batch creates some. */
export class KnownRecords {
  readonly #found = new Map<string, RecordId>();

  /** The record of that type and external id, if it is known. */
  of(named: Named): RecordId | undefined {
    return this.#found.get(place(named));
  }

  /** Remembers a record that was found or has been created. */
  add(named: Named, record: RecordId): void {
    this.#found.set(place(named), record);
  }

  /** Looks up all of them, a hundred per call. */
  async load(workspace: Workspace, wanted: readonly Named[]): Promise<void> {
    const distinct = [...new Map(wanted.map((named) => [place(named), named])).values()];
    for (let from = 0; from < distinct.length; from += TOGETHER) {
      const batch = distinct.slice(from, from + TOGETHER);
      const tokens = await Promise.all(
        batch.map(({ type, externalId }) => workspace.vault.externalToken(type, externalId)),
      );
      const items = await workspace.tables.get(tokens.map((token) => workspace.keys.externalId(token)));
      for (const [index, named] of batch.entries()) {
        const record = items[index]?.['record'];
        if (typeof record === 'string') this.add(named, record as RecordId);
      }
    }
  }
}

/** True when two names lead to the same record. */
export function sameName(a: Named, b: Named): boolean {
  return place(a) === place(b);
}
