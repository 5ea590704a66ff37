import { Problem } from '../../kernel/problems.ts';

/** What a person can send as a document, by the bytes that it begins with; its name proves nothing. */
const DOCUMENT_KINDS = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
} as const;

/** The media types, as the field of a form offers them. */
export const DOCUMENT_TYPES = Object.keys(DOCUMENT_KINDS);

const LONGEST = Math.max(...Object.values(DOCUMENT_KINDS).map(({ length }) => length));

const isKnown = (head: Uint8Array) =>
  Object.values(DOCUMENT_KINDS).some((magic) => magic.every((byte, at) => head[at] === byte));

/** The same bytes, unless they are of no kind that is taken: `rule.violated` before the first of them is passed on. */
export async function* onlyDocuments(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of source) {
    if (!head) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < LONGEST) continue;
    if (!isKnown(head)) throw unknownKind();
    yield head;
    head = undefined;
  }
  if (!head) return;
  if (!isKnown(head)) throw unknownKind();
  yield head;
}

const unknownKind = () =>
  new Problem('rule.violated', {
    detail: 'Send a PDF, a JPEG or a PNG.',
    violations: [{ pointer: '/file', rule: 'type' }],
  });
