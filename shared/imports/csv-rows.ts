import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { FileRefusal } from './file-refusal.ts';

/** Bytes of one row at most; a longer one ends the import. */
export const ROW_LIMIT = 256 * 1024;
/** Columns of a file at most. */
export const COLUMN_LIMIT = 500;

/** One row: its cells, and the bytes of the file up to its end. */
export interface Row {
  readonly cells: readonly string[];
  readonly end: number;
}

/** What the parser says of quotes that do not follow RFC 4180 and of rows without an end. */
const RULES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'csv.quotes',
  INVALID_OPENING_QUOTE: 'csv.quotes',
  CSV_INVALID_CLOSING_QUOTE: 'csv.quotes',
  CSV_MAX_RECORD_SIZE: 'csv.row-too-long',
};

/** Passes UTF-8 on as it is; everything else (UTF-16, Latin-1, binary) ends the import instead of becoming other text. */
async function* utf8(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const check = (bytes?: Uint8Array) => {
    try {
      decoder.decode(bytes ?? new Uint8Array(), { stream: bytes !== undefined });
    } catch {
      throw new FileRefusal('csv.encoding');
    }
    if (bytes?.includes(0)) throw new FileRefusal('csv.encoding');
  };
  for await (const bytes of source) {
    check(bytes);
    yield bytes;
  }
  check();
}

/**
 * The rows of a CSV (RFC 4180) one by one; `offset` is where the source begins within its file, a row's end.
 * Nothing is read as anything but text: a cell that begins like a formula stays what it is.
 */
export async function* csvRows(
  source: AsyncIterable<Uint8Array>,
  { delimiter, offset }: { readonly delimiter: string; readonly offset: number },
): AsyncGenerator<Row> {
  const parser = parse({
    bom: offset === 0,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: ROW_LIMIT,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  const input = Readable.from(utf8(source), { objectMode: false });
  input.on('error', (error) => parser.destroy(error));
  try {
    for await (const found of input.pipe(parser)) {
      const { record, info } = found as { record: string[]; info: { bytes: number } };
      yield { cells: record, end: offset + info.bytes };
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const rule = RULES[code];
    throw rule === undefined ? error : new FileRefusal(rule);
  } finally {
    input.destroy();
    parser.destroy();
  }
}

/** The columns of a header row by name; refuses names that repeat and columns that the mapping wants and are not there. */
export function columnsFrom(header: Row | undefined, wanted: readonly string[]): ReadonlyMap<string, number> {
  if (!header) throw new FileRefusal('csv.empty');
  if (header.cells.length > COLUMN_LIMIT) throw new FileRefusal('csv.too-many-columns', 0);
  const columns = new Map(header.cells.map((name, index) => [name.trim(), index]));
  if (columns.size < header.cells.length) throw new FileRefusal('csv.column-twice', 0);
  if (wanted.some((name) => !columns.has(name))) throw new FileRefusal('csv.column-missing', 0);
  return columns;
}
