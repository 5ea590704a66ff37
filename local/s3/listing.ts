import type { Version } from './version.ts';
import type { Cursor, VersionStore } from './version-store.ts';
import { LAST } from './version-store.ts';

/** Which page of a listing is wanted. */
export interface ListingQuery {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  /** Entries and common prefixes together. */
  readonly limit: number;
  readonly from: Cursor;
  readonly versions: boolean;
}

/** One page of a listing. */
export interface Listing {
  readonly entries: readonly Version[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins; undefined when this was the last. */
  readonly next: Cursor | undefined;
}

/** Before the first key. */
export const START: Cursor = { key: '', beforeSeq: 0 };

/** One page in key order; keys that share a part up to the delimiter are rolled into one common prefix. */
export function list(store: VersionStore, query: ListingQuery): Listing {
  const { bucket, prefix, delimiter, limit } = query;
  const entries: Version[] = [];
  const commonPrefixes: string[] = [];
  let cursor = query.from;
  for (;;) {
    const version = store.next(bucket, prefix, cursor, !query.versions);
    if (!version) return { entries, commonPrefixes, next: undefined };
    if (entries.length + commonPrefixes.length >= limit) return { entries, commonPrefixes, next: cursor };
    const cut = delimiter === '' ? -1 : version.key.indexOf(delimiter, prefix.length);
    if (cut < 0) {
      entries.push(version);
      cursor = { key: version.key, beforeSeq: query.versions ? version.seq : 0 };
    } else {
      const common = version.key.slice(0, cut + delimiter.length);
      commonPrefixes.push(common);
      cursor = { key: common + LAST, beforeSeq: 0 };
    }
  }
}
