import { createHash } from 'node:crypto';
import type { ChecksumValue } from '../checksums.ts';
import { CHECKSUMS, checksumElement } from '../checksums.ts';
import { encryptionHeaders } from '../encryption.ts';
import { versionHeader } from '../object-headers.ts';
import { receiveText } from '../receive.ts';
import { refusal } from '../refusal.ts';
import { xmlReply } from '../reply.ts';
import type { Operation } from '../request.ts';
import type { Part, Upload } from '../upload-store.ts';
import type { XmlElement } from '../xml.ts';
import { parseXml } from '../xml.ts';
import { uploadOf } from './multipart.ts';

/** Every part but the last holds at least 5 MiB. */
const LEAST_PART = 5 * 1024 ** 2;

/** Headers of this call describe the object, not the XML that the call carries. */
const ABOUT_OBJECT = /^x-amz-checksum-/;

/** Makes one object of the parts in the given order; the parts' files stay where they are and become its segments. */
export const CompleteMultipartUpload: Operation = async (request, desk) => {
  const { call, headers, bucket, key, asker } = request;
  desk.access.object(asker, bucket, key, 's3:PutObject');
  const upload = uploadOf(request, desk);
  desk.access.implied(asker, 'Decrypt', bucket, key, upload.draft.encryption);
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !ABOUT_OBJECT.test(name)));
  const root = parseXml(await receiveText(call.stream, own), 'CompleteMultipartUpload').only('Part');
  const stored = new Map(desk.shelf.uploads.parts(upload.id).map((part) => [part.number, part]));
  const parts = chosenParts(root, upload, stored);
  const checksum = compositeOf(upload, parts);
  if (checksum) {
    const promised = headers[`x-amz-checksum-${checksum.name}`];
    if (promised !== undefined && promised !== checksum.value) throw refusal('BadDigest');
  }
  const etag = `${md5Of(parts)}-${parts.length}`;
  const content = {
    size: parts.reduce((sum, part) => sum + part.size, 0),
    etag,
    checksum,
    segments: parts.map((part) => part.segment),
    parts: parts.length,
  };
  const { checksumName: _name, ...draft } = upload.draft;
  const event = 'ObjectCreated:CompleteMultipartUpload';
  const versionId = await desk.shelf.put(bucket, key, draft, content, { headers, event, upload });
  const used = new Set(parts.map((part) => part.number));
  const unused = [...stored.values()].filter((part) => !used.has(part.number));
  await desk.shelf.blobs.remove(unused.map((part) => part.segment.file));
  return xmlReply(
    'CompleteMultipartUploadResult',
    {
      Location: `http://${headers['host'] ?? ''}${call.path}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${etag}"`,
      ...(checksum && { [checksumElement(checksum.name)]: checksum.value, ChecksumType: 'COMPOSITE' }),
    },
    { ...encryptionHeaders(draft.encryption), ...versionHeader(versionId) },
  );
};

function chosenParts(root: XmlElement, upload: Upload, stored: ReadonlyMap<number, Part>): Part[] {
  const elements = root.all('Part');
  if (elements.length === 0) throw refusal('MalformedXML');
  const numbers = elements.map((element) => Number(element.value('PartNumber')));
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0)))
    throw refusal('InvalidPartOrder');
  return elements.map((element, index) => {
    const number = numbers[index] ?? 0;
    const part = stored.get(number);
    const etag = element.value('ETag')?.replaceAll('"', '');
    const sums = upload.draft.checksumName;
    const promised = sums && element.value(checksumElement(sums));
    if (!part || part.etag !== etag) throw refusal('InvalidPart');
    if (promised !== undefined && promised !== part.checksum?.value) throw refusal('InvalidPart');
    if (index < elements.length - 1 && part.size < LEAST_PART) throw refusal('EntityTooSmall');
    return part;
  });
}

/** The checksum over the parts' checksums, as AWS makes it for `COMPOSITE` uploads. */
function compositeOf(upload: Upload, parts: readonly Part[]): ChecksumValue | undefined {
  const name = upload.draft.checksumName;
  if (!name) return undefined;
  const sum = CHECKSUMS[name]();
  for (const part of parts) sum.update(Buffer.from(part.checksum?.value ?? '', 'base64'));
  return { name, value: `${sum.digest().toString('base64')}-${parts.length}` };
}

function md5Of(parts: readonly Part[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(Buffer.from(part.etag, 'hex'));
  return hash.digest('hex');
}
