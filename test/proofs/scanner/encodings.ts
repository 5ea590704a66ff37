/** Ways in which a text can lie in a file; each gives every byte sequence that the text can be written as. */
export const ENCODINGS = {
  'utf-8': (text) => [Buffer.from(text)],
  'utf-16le': (text) => [Buffer.from(text, 'utf16le')],
  'utf-16be': (text) => [Buffer.from(text, 'utf16le').swap16()],
  'latin-1': (text) => [Buffer.from(text, 'latin1')],
  base64: (text) => aligned(text, 'base64'),
  base64url: (text) => aligned(text, 'base64url'),
  'hex, lower case': (text) => [Buffer.from(hex(text))],
  'hex, upper case': (text) => [Buffer.from(hex(text).toUpperCase())],
  percent: (text) => [
    Buffer.from(encodeURIComponent(text)),
    Buffer.from(encodeURIComponent(text).replaceAll('%20', '+')),
    Buffer.from(encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase())),
    Buffer.from(bytewise(text, (byte) => `%${byte.toUpperCase()}`)),
  ],
  'JSON escapes': (text) => [
    Buffer.from(escaped(text, /[^ -~]/)),
    Buffer.from(
      escaped(text, /[^ -~]/).replaceAll(/\\u..../g, (code) => `\\u${code.slice(2).toUpperCase()}`),
    ),
    Buffer.from(escaped(text, /[\s\S]/)),
    Buffer.from(JSON.stringify(text).slice(1, -1)),
  ],
  'quoted-printable': (text) => [
    Buffer.from(
      [...Buffer.from(text)]
        .map((byte) => (byte > 126 || byte < 32 || byte === 61 ? quoted(byte) : String.fromCodePoint(byte)))
        .join(''),
    ),
    Buffer.from([...Buffer.from(text)].map(quoted).join('')),
  ],
  'HTML entities': (text) => [
    Buffer.from(entities(text, (code) => `&#${code};`)),
    Buffer.from(entities(text, (code) => `&#x${code.toString(16)};`)),
    Buffer.from(entities(text, (code) => `&#x${code.toString(16).toUpperCase()};`)),
    Buffer.from(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')),
    Buffer.from(
      Array.from(text)
        .map((char) => `&#${char.codePointAt(0)};`)
        .join(''),
    ),
  ],
} as const satisfies Record<string, (text: string) => Buffer[]>;

/** The name of an encoding. */
export type EncodingName = keyof typeof ENCODINGS;

const hex = (text: string): string => Buffer.from(text).toString('hex');
const bytewise = (text: string, write: (byte: string) => string): string =>
  hex(text).replaceAll(/../g, (byte) => write(byte));
const quoted = (byte: number): string => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;

function escaped(text: string, which: RegExp): string {
  return Array.from({ length: text.length }, (_, at) => text.charAt(at))
    .map((unit) => (which.test(unit) ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit))
    .join('');
}

function entities(text: string, write: (code: number) => string): string {
  return Array.from(text)
    .map((char) =>
      (char.codePointAt(0) ?? 0) > 126 || '&<>"\''.includes(char) ? write(char.codePointAt(0) ?? 0) : char,
    )
    .join('');
}

/** Base64 of a text in the middle of something: it begins at one of three places of a group, and its ends depend on their neighbours. */
function aligned(text: string | Buffer, encoding: 'base64' | 'base64url'): Buffer[] {
  const bytes = Buffer.from(text as string);
  return [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString(encoding)
      .replaceAll('=', '');
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    return Buffer.from(whole.slice(first, last));
  });
}

/** One byte sequence to look for. */
export interface Needle {
  /** Position of the text in the list that was given; texts themselves are never reported. */
  readonly word: number;
  readonly encoding: EncodingName;
  readonly bytes: Buffer;
}

/** Shortest byte sequence worth looking for; anything shorter is found by chance. */
const SHORTEST = 6;

/** Every byte sequence that one of the texts can lie in a file as, each once. */
export function needlesOf(texts: readonly string[]): Needle[] {
  const seen = new Set<string>();
  return texts.flatMap((text, word) =>
    (Object.keys(ENCODINGS) as EncodingName[]).flatMap((encoding) =>
      ENCODINGS[encoding](text)
        .filter((bytes) => bytes.length >= SHORTEST && !seen.has(bytes.toString('latin1')))
        .map((bytes) => {
          seen.add(bytes.toString('latin1'));
          return { word, encoding, bytes };
        }),
    ),
  );
}

/** Byte sequences as they are, in base64 and in hex. */
export function bytesNeedles(values: readonly Buffer[]): Needle[] {
  return values.flatMap((value, word) =>
    [
      { encoding: 'latin-1' as const, bytes: value },
      ...aligned(value, 'base64').map((bytes) => ({ encoding: 'base64' as const, bytes })),
      ...aligned(value, 'base64url').map((bytes) => ({ encoding: 'base64url' as const, bytes })),
      { encoding: 'hex, lower case' as const, bytes: Buffer.from(value.toString('hex')) },
      { encoding: 'hex, upper case' as const, bytes: Buffer.from(value.toString('hex').toUpperCase()) },
    ].map((needle) => ({ ...needle, word })),
  );
}
