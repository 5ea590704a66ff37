import { instant } from '../kernel/time.ts';
import type { IsSuppressed } from './import-batch.ts';

/**
 * True when one of the identifiers is under a tombstone that has not ended: the person was erased, and a file does
 * not bring the person back. A tombstone without an end holds.
 */
export const isSuppressed: IsSuppressed = async ({ vault, tables, keys, now }, identifiers) => {
  if (identifiers.length === 0) return false;
  const tokens = await Promise.all(identifiers.map(({ kind, value }) => vault.tombstoneToken(kind, value)));
  const found = await tables.get(tokens.map((token) => keys.tombstone(token)));
  const today = instant(now());
  return found.some((item) => item && !(typeof item['until'] === 'string' && item['until'] < today));
};
