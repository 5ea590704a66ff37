import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import type { Workspace } from '../../store/workspace.ts';
import { answered, clocksOf, dueDays } from '../request/clocks.ts';
import { letterAddress } from '../correspondence/contact.ts';
import { patienceWrite } from '../steps/expire.ts';
import { letter } from '../correspondence/sent.ts';
import type { RequestItem } from '../request/model.ts';
import { step } from '../steps/store.ts';
import { parts } from '../request/stored.ts';
import { challengeFrom } from './challenges.ts';
import { contactOnFile } from './contact-on-file.ts';
import { ORDINARY, type Ordinary, type WhyImpossible } from '../request/doubts.ts';
import { isPendingEvidence } from '../request/evidence-item.ts';
import { evidenceLink } from './evidence-link.ts';
import { chosenPerson } from './person.ts';

/** Why ordinary ways that are on file cannot be gone. */
export type Impossible = Readonly<Partial<Record<Ordinary, WhyImpossible | undefined>>>;

function refused(detail: string, rule: string): Problem {
  return new Problem('rule.violated', { detail, violations: [{ pointer: '', rule }] });
}

/** Ordinary ways that were on file before the request and that nobody has tried yet. */
async function untried(workspace: Workspace, request: RequestItem): Promise<readonly Ordinary[]> {
  const { email, phone } = await contactOnFile(workspace, chosenPerson(request), request.receivedAt);
  const sent = (await parts(workspace, request.id, 'challenge')).map(challengeFrom);
  const called = await parts(workspace, request.id, 'callBack');
  const open: Readonly<Record<Ordinary, boolean>> = {
    'mailbox-code': email !== undefined && !sent.some(({ purpose }) => purpose === 'verify'),
    'call-back': phone !== undefined && called.length === 0,
  };
  return ORDINARY.filter((way) => open[way]);
}

/**
 * Asks the person to show a document: the last resort (Art. 12(6)). Asked in time, the clock of the law stands still.
 * `rule.violated` without a recorded doubt, and while an ordinary way was neither tried nor said to be impossible;
 * `conflict` while one document is awaited or looked at. A letter that goes by mail leads to the page that takes it.
 */
export async function askForDocument(
  workspace: Workspace,
  request: Id,
  impossible: Impossible,
  publicUrl?: string,
): Promise<RequestItem> {
  return step(workspace, request, 'ask-for-document', async (found) => {
    const { doubt, evidence } = found;
    if (!doubt) throw refused('Record a reasonable doubt first (Art. 12(6)).', 'doubt');
    if (isPendingEvidence(evidence) || evidence?.objectKey)
      throw new Problem('conflict', { detail: 'A document is awaited or being looked at.' });
    const left = (await untried(workspace, found)).filter((way) => !impossible[way]);
    if (left.length > 0) throw refused(`Try first: ${left.join(', ')}.`, 'ordinary methods first');
    const askedAt = instant(workspace.now());
    const before = answered(found, workspace.now).suspensions;
    const suspensions = [...before, { askedAt, about: 'identity' as const }];
    const { clockStopped } = clocksOf({ ...found, suspensions });
    const mailed = publicUrl !== undefined && (await letterAddress(workspace, found)) !== undefined;
    const link = mailed ? evidenceLink(workspace, request, askedAt, publicUrl) : undefined;
    const why = Object.entries(impossible).map(([way, reason]) => `${way}:${reason}`);
    return {
      set: {
        evidence: { state: 'asked', askedAt, askedBy: workspace.actor.id },
        askedAt,
        suspensions,
        ...dueDays({ ...found, suspensions }),
      },
      note: { doubt: doubt.reason, clockStopped, ...(why.length > 0 ? { impossible: why.join(' ') } : {}) },
      writes: [
        ...(await letter(workspace, found, 'show-document', {
          clockStops: clockStopped,
          ...(link ? { url: link.url } : {}),
        })),
        ...(link ? [link.write] : []),
        patienceWrite(workspace, request),
      ],
    };
  });
}
