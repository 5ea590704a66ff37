import type { Objects, UploadForm } from '../../files/objects.ts';
import { isProblem, Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import type { Office } from '../../office/office.ts';
import type { Workspace } from '../../store/workspace.ts';
import { linkFrom, type Link } from '../correspondence/link.ts';
import type { RequestItem } from '../request/model.ts';
import { steadily, type Pace } from './steady.ts';
import { onlyDocuments } from '../identity/document-kinds.ts';
import { completeEvidence, uploadEvidence } from '../identity/evidence.ts';
import { awaitingEvidence, countForm } from '../identity/evidence-link.ts';

/** Bytes of a document that a person sends at most. */
export const SENT_SIZE = 10 * 1024 * 1024;

/** What the public way for documents is wired with. */
export interface EvidenceDoor extends Pace {
  readonly office: Pick<Office, 'workspace'>;
  readonly objects: Objects;
  /** Address of the public pages, without a slash at the end. */
  readonly publicUrl: string;
}

/** What became of a document that was sent. */
export type Arrival = 'arrived' | 'nothing' | 'type';

type Use<T> = (workspace: Workspace, request: RequestItem, link: Link) => Promise<T>;

/** Uses a link that takes a document now; every other one is `not-found`, after the same time. */
function behind<T>(door: EvidenceDoor, text: string, use: Use<T>): Promise<T> {
  return steadily(door, async () => {
    const link = linkFrom(text);
    if (!link) throw new Problem('not-found');
    const workspace = door.office.workspace(link.tenant, { kind: 'subject', id: link.request });
    const request = await awaitingEvidence(workspace, link);
    if (!request) throw new Problem('not-found');
    return use(workspace, request, link);
  });
}

/** The language of a request that waits for a document. */
export function lookAtUpload(door: EvidenceDoor, text: string): Promise<Pick<RequestItem, 'language'>> {
  return behind(door, text, async (_, { language }) => ({ language }));
}

/** A form to post the document with, straight to the bucket; a browser is led back to the page of its arrival. */
export function beginUpload(
  door: EvidenceDoor,
  text: string,
  by: 'browser' | 'program',
): Promise<Pick<RequestItem, 'language'> & { readonly form: UploadForm }> {
  return behind(door, text, async (workspace, { id, language }, link) => {
    await countForm(workspace, link);
    const redirect = `${door.publicUrl}/public/pages/evidence/${text}/sent`;
    const bounds = { most: SENT_SIZE, ...(by === 'browser' ? { redirect } : {}) };
    return { language, form: await uploadEvidence(workspace, door.objects(workspace.tenant), id, bounds) };
  });
}

/** Why a document that was sent is not taken, by the code of the problem. */
const NOT_TAKEN: Readonly<Record<string, Arrival>> = { conflict: 'nothing', 'rule.violated': 'type' };

/** Takes the document that was posted: it is sealed for the one check. Repeating it is harmless. */
export function finishUpload(
  door: EvidenceDoor,
  text: string,
): Promise<Pick<RequestItem, 'language'> & { readonly outcome: Arrival }> {
  return behind(door, text, async (workspace, { id, language, evidence }) => {
    const objects = door.objects(workspace.tenant);
    if (!evidence?.objectKey) return { language, outcome: 'nothing' };
    try {
      await completeEvidence(workspace, objects, id, instant(workspace.now()), onlyDocuments);
      return { language, outcome: 'arrived' };
    } catch (error) {
      const outcome = isProblem(error) ? NOT_TAKEN[error.code] : undefined;
      if (!outcome) throw error;
      if (outcome === 'type') await objects.remove('intake', evidence.objectKey);
      return { language, outcome };
    }
  });
}
