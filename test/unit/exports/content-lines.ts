/** One content line as it is read back: name, parameters, value as text. */
export interface ReadLine {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The parts of a structured value; a plain one has one part. */
  readonly parts: readonly string[];
}

const unescaped = (text: string) =>
  text.replaceAll(/\\(.)/gs, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign));

/** Splits at a sign that no backslash stands before. */
function splitAt(text: string, sign: string): string[] {
  const found: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at++) {
    const one = text.charAt(at);
    if (one === sign) {
      found.push(part);
      part = '';
    } else part += one === '\\' ? one + text.charAt(++at) : one;
  }
  return [...found, part];
}

/**
 * Reads content lines strictly (RFC 5545 §3.1, RFC 6350 §3.2): CRLF only, 75 octets at most, no stray escapes.
 * Throws on everything else.
 */
export function readLines(text: string): readonly ReadLine[] {
  if (!text.endsWith('\r\n')) throw new Error('the last line has no end');
  const physical = text.slice(0, -2).split('\r\n');
  for (const line of physical) {
    if (/[\r\n]/.test(line)) throw new Error('a line break of its own');
    if (Buffer.byteLength(line) > 75) throw new Error('a line is too long');
  }
  const logical = physical
    .join('\r\n')
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n');
  return logical.map((line) => {
    const [, head = '', value = ''] = /^([A-Z][A-Za-z0-9;=-]*):(.*)$/s.exec(line) ?? [];
    if (head === '') throw new Error(`no content line: ${line}`);
    if (/\\[^\\;,nN]/.test(value.replaceAll('\\\\', ''))) throw new Error('an escape that there is not');
    const [name = '', ...given] = head.split(';');
    const parameters = Object.fromEntries(given.map((one) => one.split('=') as [string, string]));
    return { name, parameters, parts: splitAt(value, ';').map(unescaped) };
  });
}

/** The blocks between BEGIN and END of one kind, each as its lines by name. */
export function blocks(text: string, kind: string): readonly (readonly ReadLine[])[] {
  const found: ReadLine[][] = [];
  let open: ReadLine[] | undefined;
  for (const line of readLines(text)) {
    if (line.name === 'BEGIN' && line.parts[0] === kind) open = [];
    else if (line.name === 'END' && line.parts[0] === kind) {
      found.push(open ?? []);
      open = undefined;
    } else open?.push(line);
  }
  if (open) throw new Error(`${kind} has no end`);
  return found;
}
