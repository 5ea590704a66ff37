import type { Cells } from './cells.ts';
import { cellsOf } from './cells.ts';
import { columnsOf } from './check-mapping.ts';
import { columnsFrom, csvRows } from './csv-rows.ts';
import { FileRefusal } from './file-refusal.ts';
import type { Mapping } from './mapping.ts';
import type { Joined } from './row-records.ts';

/** Bytes of a joined file at most: it is held in memory, in any order of rows. */
export const JOINED_LIMIT = 16 * 1024 * 1024;
/** Rows of a joined file at most. */
export const JOINED_ROWS = 200_000;

/** Reads one joined file into rows by the key of their main row. */
async function readJoined(
  mapping: Mapping,
  name: string,
  source: AsyncIterable<Uint8Array>,
): Promise<ReadonlyMap<string, readonly Cells[]>> {
  const byKey = new Map<string, Cells[]>();
  let columns: ReadonlyMap<string, number> | undefined;
  let row = 0;
  try {
    for await (const { cells } of csvRows(source, { delimiter: mapping.delimiter, offset: 0 })) {
      if (!columns) {
        columns = columnsFrom({ cells, end: 0 }, columnsOf(mapping, name));
        continue;
      }
      row += 1;
      if (row > JOINED_ROWS) throw new FileRefusal('join.too-many-rows', row);
      if (cells.length !== columns.size) throw new FileRefusal('join.columns', row);
      const read = cellsOf(columns, cells, mapping.nullText);
      const key = read(mapping.joins[name]?.on ?? '');
      if (key === undefined) throw new FileRefusal('join.key-missing', row);
      const rows = byKey.get(key);
      if (rows) rows.push(read);
      else byKey.set(key, [read]);
    }
  } catch (error) {
    if (error instanceof FileRefusal && error.row === undefined) throw new FileRefusal(error.rule, row + 1);
    throw error;
  }
  if (!columns) throw new FileRefusal('csv.empty');
  return byKey;
}

/** Reads every joined file; `open` gives the bytes of one by its name. */
export async function joinedRows(
  mapping: Mapping,
  open: (name: string) => Promise<AsyncIterable<Uint8Array>>,
): Promise<Joined> {
  const files = new Map<string, ReadonlyMap<string, readonly Cells[]>>();
  for (const name of Object.keys(mapping.joins)) {
    files.set(name, await readJoined(mapping, name, await open(name)));
  }
  return (name, cells) => {
    const join = mapping.joins[name];
    const key = join && cells(join.to ?? join.on);
    return (key !== undefined && files.get(name)?.get(key)) || [];
  };
}
