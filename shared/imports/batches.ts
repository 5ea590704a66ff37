import type { Cells } from './cells.ts';
import { cellsOf } from './cells.ts';
import { columnsOf } from './check-mapping.ts';
import { columnsFrom, csvRows } from './csv-rows.ts';
import { FileRefusal } from './file-refusal.ts';
import type { Cursor } from './import-job.ts';
import type { Mapping } from './mapping.ts';
import type { Draft, Joined } from './row-records.ts';
import { rowRecords } from './row-records.ts';

/** Drafts of one batch at most: their markers fit into the transaction that counts the batch. */
const BATCH = 80;

/** Some rows of a file and where the next ones begin. */
export interface Batch {
  readonly drafts: readonly Draft[];
  readonly rows: number;
  readonly end: Cursor;
}

/** Opens the main file from a byte on. */
export type OpenFile = (from: number) => Promise<AsyncIterable<Uint8Array>>;

/** Reads the columns from the first row of a file. */
async function readColumns(
  mapping: Mapping,
  open: OpenFile,
): Promise<{ readonly columns: ReadonlyMap<string, number>; readonly end: number }> {
  const { delimiter } = mapping;
  for await (const row of csvRows(await open(0), { delimiter, offset: 0 }))
    return { columns: columnsFrom(row, columnsOf(mapping)), end: row.end };
  throw new FileRefusal('csv.empty');
}

/**
 * The rows of a file from a cursor on, in batches that end between rows; memory holds one batch at a time.
 * A row with too few or too many cells is refused by itself; bytes that are no CSV end the file at that row.
 */
export async function* batches(
  mapping: Mapping,
  open: OpenFile,
  joined: Joined,
  cursor: Cursor | undefined,
): AsyncGenerator<Batch> {
  const { columns, end } = await readColumns(mapping, open);
  const most = Math.floor(BATCH / mapping.records.length);
  const offset = cursor?.offset ?? end;
  let row = cursor?.row ?? 0;
  let drafts: Draft[] = [];
  let rows = 0;
  let last: Cursor = { offset, row };
  try {
    for await (const { cells, end: next } of csvRows(await open(offset), {
      delimiter: mapping.delimiter,
      offset,
    })) {
      row += 1;
      rows += 1;
      last = { offset: next, row };
      const read: Cells = cellsOf(columns, cells, mapping.nullText);
      if (cells.length === columns.size) drafts.push(...rowRecords(mapping, row, read, joined));
      else drafts.push(misshapen(mapping, row));
      if (rows < most) continue;
      yield { drafts, rows, end: last };
      drafts = [];
      rows = 0;
    }
  } catch (error) {
    if (error instanceof FileRefusal) throw new FileRefusal(error.rule, error.row ?? row + 1);
    throw error;
  }
  if (rows > 0) yield { drafts, rows, end: last };
}

/** A row whose cells do not fit the header. */
function misshapen(mapping: Mapping, row: number): Draft {
  const type = mapping.records[0]?.type ?? '';
  return {
    row,
    position: 0,
    type,
    body: {},
    references: [],
    violations: [{ pointer: '', rule: 'csv.columns' }],
  };
}
