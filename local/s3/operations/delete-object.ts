import { AwsError } from '../../front/service.ts';
import type { Removal } from '../shelf.ts';
import { promisesDigest } from '../body-check.ts';
import { versionHeader } from '../object-headers.ts';
import { receiveText } from '../receive.ts';
import { refusal } from '../refusal.ts';
import { emptyReply, xmlReply } from '../reply.ts';
import type { Desk, Operation, S3Request } from '../request.ts';
import type { XmlValue } from '../xml.ts';
import { parseXml } from '../xml.ts';

async function removeOne(
  request: S3Request,
  desk: Desk,
  key: string,
  versionId: string | undefined,
): Promise<Removal> {
  const { bucket, asker, headers } = request;
  const bypass = headers['x-amz-bypass-governance-retention']?.toLowerCase() === 'true';
  if (versionId === undefined) {
    desk.access.object(asker, bucket, key, 's3:DeleteObject');
    return desk.shelf.hide(bucket, key);
  }
  const condition = { 's3:VersionId': versionId };
  desk.access.object(asker, bucket, key, 's3:DeleteObjectVersion', condition);
  if (bypass) desk.access.object(asker, bucket, key, 's3:BypassGovernanceRetention', condition);
  return desk.shelf.remove(bucket, key, versionId, bypass);
}

export const DeleteObject: Operation = async (request, desk) => {
  if (request.headers['if-match'] !== undefined) throw refusal('NotImplemented', 'conditional deletes');
  const versionId = request.query.get('versionId') ?? undefined;
  const removal = await removeOne(request, desk, request.key, versionId);
  return emptyReply(204, {
    ...versionHeader(removal.versionId),
    ...(removal.marker && { 'x-amz-delete-marker': 'true' }),
  });
};

/** Deletes up to 1,000 keys; each is decided alone, a refused one does not stop the others. */
export const DeleteObjects: Operation = async (request, desk) => {
  if (!promisesDigest(request.headers))
    throw refusal('InvalidRequest', 'Missing required header: Content-MD5');
  const root = parseXml(await receiveText(request.call.stream, request.headers), 'Delete').only(
    'Quiet',
    'Object',
  );
  const objects = root.all('Object');
  if (objects.length === 0 || objects.length > 1000) throw refusal('MalformedXML');
  const deleted: XmlValue[] = [];
  const errors: XmlValue[] = [];
  for (const object of objects) {
    const Key = object.only('Key', 'VersionId').value('Key') ?? '';
    const VersionId = object.value('VersionId');
    if (Key === '') throw refusal('MalformedXML');
    try {
      const removal = await removeOne(request, desk, Key, VersionId);
      deleted.push({
        Key,
        VersionId,
        ...(removal.marker && { DeleteMarker: true, DeleteMarkerVersionId: removal.versionId }),
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ Key, VersionId, Code: error.code, Message: error.message });
    }
  }
  const quiet = root.value('Quiet') === 'true';
  return xmlReply('DeleteResult', { ...(!quiet && { Deleted: deleted }), Error: errors });
};
