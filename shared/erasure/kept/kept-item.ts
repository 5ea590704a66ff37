import type { Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { DAY } from '../../kernel/time.ts';
import type { Binding, Item } from '../../store/workspace.ts';

/** Until when a thing is kept: the last day of a statute (YYYY-MM-DD), or the release of a hold. */
export type Keeper =
  | { readonly statute: string; readonly country: string; readonly until: string; readonly hold?: never }
  | { readonly hold: Id; readonly until?: never };

/**
 * What is kept when everything else is erased, each keeper's copy apart: by a statute or a claim, without a way from
 * the person to it; by a hold, which alone leads to it.
 */
export type KeptItem = Keeper & {
  readonly id: Id;
  readonly type: string;
  /** Art. 17(3), and its letter. */
  readonly ground: string;
  readonly keptAt: string;
  /** Owner key of the content, of this item alone. */
  readonly key: Id;
  readonly schema: number;
  /** The fields that the law needs, sealed. */
  readonly content: Uint8Array;
  /** The receipt that says it is kept, sealed. */
  readonly origin?: Uint8Array;
  /** Token of the number by which it is found. */
  readonly number?: string;
};

/** What keeps a kept item. */
export function keeperOf(kept: KeptItem): Keeper {
  if (kept.hold !== undefined) return { hold: kept.hold };
  const { statute, country, until } = kept;
  return { statute, country, until };
}

/** What the content of a kept item is bound to. */
export function keptBinding({ id, type, schema }: Pick<KeptItem, 'id' | 'type' | 'schema'>): Binding {
  return { owner: id, type, id, section: 'kept', schema };
}

/** Reads a kept item. */
export function keptFrom(item: Item | undefined): KeptItem | undefined {
  if (!item) return undefined;
  const { pk: _pk, sk: _sk, ...kept } = item;
  return kept as unknown as KeptItem;
}

/** When a kept item ends: one day after its last day, in epoch milliseconds. */
export function endOf(until: string): number {
  return Date.parse(until) + DAY;
}

/** The values of the named fields, for sealing. */
export function pickFields(values: Readonly<Record<string, unknown>>, fields: readonly string[]): Json {
  return Object.fromEntries(
    fields.filter((name) => values[name] !== undefined).map((name) => [name, values[name] as Json]),
  );
}
