import { checkedTags } from '../headers.ts';
import { assertStronger, noLock, parseHold, parseMode, parseUntil } from '../locking.ts';
import { versionHeader } from '../object-headers.ts';
import { receiveText } from '../receive.ts';
import { refusal } from '../refusal.ts';
import { emptyReply, isoTime, xmlReply } from '../reply.ts';
import type { Desk, Operation, S3Request } from '../request.ts';
import type { Lock } from '../version.ts';
import { parseXml } from '../xml.ts';
import { tagConditions } from './put-object.ts';
import { readable } from './read-object.ts';

const body = (request: S3Request, root: string) =>
  receiveText(request.call.stream, request.headers).then((text) => parseXml(text, root));

const actions = (name: string, versioned: string) => ({ current: `s3:${name}`, version: `s3:${versioned}` });

export const GetObjectTagging: Operation = async (request, desk) => {
  const version = readable(request, desk, actions('GetObjectTagging', 'GetObjectVersionTagging'));
  const tags = Object.entries(version.tags).map(([Key, Value]) => ({ Key, Value }));
  return xmlReply('Tagging', { TagSet: { Tag: tags } }, versionHeader(version.versionId));
};

export const PutObjectTagging: Operation = async (request, desk) => {
  const root = (await body(request, 'Tagging')).only('TagSet');
  const entries = (root.all('TagSet')[0]?.only('Tag').all('Tag') ?? []).map(
    (tag) => [tag.value('Key') ?? '', tag.value('Value') ?? ''] as const,
  );
  const tags = checkedTags(entries);
  const version = readable(
    request,
    desk,
    actions('PutObjectTagging', 'PutObjectVersionTagging'),
    tagConditions(tags),
  );
  desk.shelf.versions.setTags(version, tags);
  return emptyReply(200, versionHeader(version.versionId));
};

export const DeleteObjectTagging: Operation = async (request, desk) => {
  const version = readable(request, desk, actions('DeleteObjectTagging', 'DeleteObjectVersionTagging'));
  desk.shelf.versions.setTags(version, {});
  return emptyReply(204, versionHeader(version.versionId));
};

const lockActions = (name: string) => actions(name, name);

function assertLockable(request: S3Request): void {
  if (!request.bucket.config.lock) throw noLock();
}

export const GetObjectRetention: Operation = async (request, desk) => {
  const { lock } = readable(request, desk, lockActions('GetObjectRetention'));
  assertLockable(request);
  if (lock.mode === undefined || lock.until === undefined) throw refusal('NoSuchObjectLockConfiguration');
  return xmlReply('Retention', { Mode: lock.mode, RetainUntilDate: isoTime(lock.until) });
};

export const PutObjectRetention: Operation = async (request, desk) => {
  const root = (await body(request, 'Retention')).only('Mode', 'RetainUntilDate');
  const [mode, until] = [root.value('Mode'), root.value('RetainUntilDate')];
  const version = readable(request, desk, lockActions('PutObjectRetention'), {
    ...(mode !== undefined && { 's3:object-lock-mode': mode }),
    ...(until !== undefined && { 's3:object-lock-retain-until-date': until }),
  });
  assertLockable(request);
  const now = desk.clock.now();
  const bypass = mayBypass(request, desk);
  const lock: Lock =
    mode === undefined && until === undefined
      ? { ...version.lock, mode: undefined, until: undefined }
      : { ...version.lock, mode: parseMode(mode), until: parseUntil(until, now) };
  assertStronger(version, lock, now, bypass);
  desk.shelf.versions.setLock(version, lock);
  return emptyReply(200);
};

/** The bypass of GOVERNANCE needs the header and a permission of its own. */
function mayBypass(request: S3Request, desk: Desk): boolean {
  if (request.headers['x-amz-bypass-governance-retention']?.toLowerCase() !== 'true') return false;
  desk.access.object(request.asker, request.bucket, request.key, 's3:BypassGovernanceRetention');
  return true;
}

export const GetObjectLegalHold: Operation = async (request, desk) => {
  const { lock } = readable(request, desk, lockActions('GetObjectLegalHold'));
  assertLockable(request);
  return xmlReply('LegalHold', { Status: lock.legalHold ? 'ON' : 'OFF' });
};

export const PutObjectLegalHold: Operation = async (request, desk) => {
  const status = (await body(request, 'LegalHold')).only('Status').value('Status');
  const version = readable(request, desk, lockActions('PutObjectLegalHold'), {
    ...(status !== undefined && { 's3:object-lock-legal-hold': status }),
  });
  assertLockable(request);
  desk.shelf.versions.setLock(version, { ...version.lock, legalHold: parseHold(status) });
  return emptyReply(200);
};
