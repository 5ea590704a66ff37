import { recordRead } from '../../audit/record-event.ts';
import type { Id } from '../../kernel/ids.ts';
import { isProblem } from '../../kernel/problems.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { RequestItem } from '../request/model.ts';
import { load } from '../steps/store.ts';
import { openPart } from '../request/sealed.ts';
import { parts } from '../request/stored.ts';
import { DOUBTS, type DoubtReason } from '../request/doubts.ts';
import { shownEvidence } from '../request/evidence-item.ts';
import { loadMandate, openAgent } from './mandate-store.ts';
import { METHODS, sufficientMethods } from '../request/methods.ts';

/** What is said where a content has ended. */
async function ifAny<T>(open: () => Promise<T>): Promise<T | undefined> {
  try {
    return await open();
  } catch (error) {
    if (isProblem(error, 'gone') || isProblem(error, 'not-found')) return undefined;
    throw error;
  }
}

async function doubtsOf(workspace: Workspace, request: RequestItem) {
  const recorded = await parts(workspace, request.id, 'doubt');
  return Promise.all(
    recorded.map(async (item) => {
      const id = item['id'] as string;
      const reason = item['reason'] as DoubtReason;
      const sealed = item['content'] as Uint8Array;
      const note = await ifAny(() => openPart(workspace, request, id, 'doubt', sealed));
      const said = { reason, says: DOUBTS[reason], at: item['at'] as string, by: item['by'] as string };
      return { ...said, ...(typeof note === 'string' ? { note } : {}) };
    }),
  );
}

/** Who asks, as far as it is known: methods that suffice, doubts with their notes, the agent; the reading is logged. */
export async function readIdentity(workspace: Workspace, id: Id) {
  const request = await load(workspace, id);
  const { type, subject, identification, evidence, agent } = request;
  const doubts = await doubtsOf(workspace, request);
  const mandate = agent && (await ifAny(() => loadMandate(workspace, request)));
  const named = mandate && (await ifAny(() => openAgent(workspace, id, mandate)));
  await recordRead(workspace, {
    action: 'request.read',
    target: id,
    request: id,
    type,
    ...(subject ? { subject } : {}),
    fields: ['doubt', ...(named ? ['agent'] : [])],
  });
  return {
    sufficient: sufficientMethods(type).map((method) => ({ method, says: METHODS[method].says })),
    ...(identification ? { identification } : {}),
    doubts,
    ...(evidence ? { evidence: shownEvidence(evidence) } : {}),
    ...(agent ? { agent: { ...agent, ...named, document: mandate?.sealedAt !== undefined } } : {}),
  };
}
