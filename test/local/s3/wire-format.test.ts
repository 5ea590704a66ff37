import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { AwsChunkedDecoder } from '../../../local/s3/aws-chunked.ts';
import { CHECKSUMS } from '../../../local/s3/checksums.ts';
import { parseXml, renderXml } from '../../../local/s3/xml.ts';

const SIGNATURE = `;chunk-signature=${'a'.repeat(64)}`;

async function decode(text: string, step: number) {
  const decoder = new AwsChunkedDecoder();
  const bytes = Buffer.from(text, 'latin1');
  const pieces = Array.from({ length: Math.ceil(bytes.length / step) }, (_, n) =>
    bytes.subarray(n * step, (n + 1) * step),
  );
  const chunks: Buffer[] = [];
  decoder.on('data', (chunk: Buffer) => chunks.push(chunk));
  await pipeline(Readable.from(pieces), decoder);
  return { content: Buffer.concat(chunks).toString('latin1'), trailers: decoder.trailers };
}

describe('aws-chunked', () => {
  test.each([
    [
      'unsigned with a trailer',
      '5\r\nhello\r\n2\r\n\r\n\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      { 'x-amz-checksum-crc32': 'AAAAAA==' },
    ],
    ['signed', `5${SIGNATURE}\r\nhello\r\n2${SIGNATURE}\r\n\r\n\r\n0${SIGNATURE}\r\n\r\n`, {}],
    [
      'signed with a trailer',
      `7${SIGNATURE}\r\nhello\r\n\r\n0${SIGNATURE}\r\nx-amz-checksum-sha256:b\r\nx-amz-trailer-signature:c\r\n\r\n`,
      { 'x-amz-checksum-sha256': 'b', 'x-amz-trailer-signature': 'c' },
    ],
  ])('a body that is %s decodes whatever pieces it comes in', async (_, text, trailers) => {
    for (const step of [1, 2, 3, 7, text.length])
      expect(await decode(text, step)).toEqual({ content: 'hello\r\n', trailers });
  });

  test.each([
    '5\r\nhel',
    'hello',
    '5\r\nhelloXX0\r\n\r\n',
    '5;other=1\r\nhello\r\n0\r\n\r\n',
    '5\r\nhello\r\n',
  ])('the broken body %j is refused', async (text) => {
    await expect(decode(text, 4)).rejects.toMatchObject({
      code: expect.stringMatching(/^(InvalidRequest|IncompleteBody)$/),
    });
  });
});

test('checksums give their published check values', () => {
  const of = (name: keyof typeof CHECKSUMS) => {
    const sum = CHECKSUMS[name]();
    sum.update(Buffer.from('12345'));
    sum.update(Buffer.from('6789'));
    return sum.digest().toString('hex');
  };
  expect([of('crc32'), of('crc32c')]).toEqual(['cbf43926', 'e3069283']);
});

describe('XML', () => {
  test('what is written reads back, markup included', () => {
    const text = 'a<b>&"\'\r\n ü';
    const root = parseXml(renderXml('Root', { Key: [text, 'two'], None: undefined }), 'Root');
    expect(root.all('Key').map((element) => element.text)).toEqual([text, 'two']);
    expect(root.value('None')).toBeUndefined();
  });

  test.each([
    '<Other/>',
    '<Root>',
    '<Root></Wrong>',
    '<Root/><Root/>',
    '<!DOCTYPE Root [<!ENTITY a "b">]><Root>&a;</Root>',
    '<Root>&a;</Root>',
    '<Root><!-- x --></Root>',
    '<a>'.repeat(20) + '</a>'.repeat(20),
  ])('%s is MalformedXML', (source) => {
    expect(() => parseXml(source, 'Root')).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  });
});
