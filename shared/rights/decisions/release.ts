import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import type { Workspace } from '../../store/workspace.ts';
import { challengeWrites, supersedeWrites } from '../identity/challenges.ts';
import { checkAuthority } from '../identity/authority.ts';
import { answerCode } from '../identity/codes.ts';
import { contactOf } from '../correspondence/contact.ts';
import type { HAND_OVERS, Released } from '../letters/released.ts';
import { letter } from '../correspondence/sent.ts';
import type { Link } from '../correspondence/link.ts';
import type { RequestItem } from '../request/model.ts';
import { load, step } from '../steps/store.ts';
import { isPackage } from '../rights.ts';

/** An address under which a package can be fetched, for five minutes at most. */
export interface PackageUrl {
  readonly url: string;
  readonly expiresAt: string;
}

/** Gives out an address of a request's package; `gone` when there is no package any more. */
export type IssuePackageUrl = (workspace: Workspace, request: RequestItem) => Promise<PackageUrl>;

/** What the letter calls the package. */
function releasedOf({ type, fee }: RequestItem): Released {
  if (!isPackage(type)) throw new Problem('state.conflict');
  return fee?.settled === 'paid' ? 'further-copy' : type;
}

/** A wish for a transfer is answered before the data are given in another way (Art. 20(2)). */
function refuseOpenWish({ transfer }: RequestItem): void {
  if (transfer?.state !== 'wished') return;
  throw new Problem('state.conflict', {
    detail: 'The person wants the data to go to another controller: do that, or say why it is not feasible.',
  });
}

function refused(detail: string, rule: string): Problem {
  return new Problem('rule.violated', { detail, violations: [{ pointer: '', rule }] });
}

/**
 * Releases a package to the mailbox on file: a link in this mail, a code in another one when it is fetched. `forbidden`
 * before the person, and the agent if there is one, is verified.
 */
export async function release(workspace: Workspace, request: Id, publicUrl: string): Promise<RequestItem> {
  checkAuthority(await load(workspace, request), workspace.now());
  return step(workspace, request, 'release', async (found) => {
    checkAuthority(found, workspace.now());
    const email = (await contactOf(workspace, found))?.email;
    if (!email) throw refused('No mailbox was on file before the request; hand it over.', 'on file');
    refuseOpenWish(found);
    const { writes, url, validUntil } = await challengeWrites(workspace, found, 'collect', email, publicUrl);
    const facts = { of: releasedOf(found), handOver: { by: 'link', url, validUntil } } as const;
    return {
      set: { decidedBy: workspace.actor.id, decidedAt: instant(workspace.now()) },
      note: { by: 'link' },
      writes: [...writes, ...(await letter(workspace, found, 'released', facts, { to: email }))],
    };
  });
}

/**
 * Gives a package to the officer for a person without a mailbox on file, who gets it by post or in person; information
 * is about nobody and may go by plain mail. `rule.violated` when there is a mailbox: what the person can fetch passes
 * through nobody's hands.
 */
export async function handOver(
  workspace: Workspace,
  request: Id,
  by: (typeof HAND_OVERS)[number],
  issue: IssuePackageUrl,
): Promise<PackageUrl> {
  const before = await load(workspace, request);
  checkAuthority(before, workspace.now());
  const issuedAt = instant(workspace.now());
  const given = await step(
    workspace,
    request,
    before.state === 'released' ? 'reissue' : 'release',
    async (found) => {
      checkAuthority(found, workspace.now());
      refuseOpenWish(found);
      if (by === 'email' && found.type !== 'information')
        throw refused('Data about a person are not sent by plain mail.', 'information');
      if ((await contactOf(workspace, found))?.email)
        throw refused('A mailbox was on file before the request; release it.', 'mailbox');
      const first = found.state !== 'released';
      return {
        set: {
          issuedAt,
          ...(first ? { decidedBy: workspace.actor.id, decidedAt: issuedAt } : {}),
        },
        note: { by },
        writes: first
          ? await letter(workspace, found, 'released', { of: releasedOf(found), handOver: { by } })
          : [],
      };
    },
  );
  return issue(workspace, given);
}

/**
 * Gives an address of the package for a fresh code, as often as it takes to fetch it: to the person, or to the other
 * controller to whom the person has passed a code on.
 */
export async function collectByCode(
  workspace: Workspace,
  link: Link,
  purpose: 'collect' | 'transfer',
  code: string,
  issue: IssuePackageUrl,
): Promise<PackageUrl> {
  const given = await answerCode(workspace, link, purpose, code, (request, used) =>
    step(workspace, request.id, 'reissue', (found) => {
      checkAuthority(found, workspace.now());
      return { set: { issuedAt: instant(workspace.now()) }, note: { by: 'link' }, writes: [used] };
    }),
  );
  return issue(workspace, given);
}

/** Closes a request once its package has been fetched or handed over; `rule.violated` before it was given out. */
export async function confirmFetched(workspace: Workspace, request: Id): Promise<RequestItem> {
  return step(workspace, request, 'collect', async ({ issuedAt }) => {
    if (!issuedAt) throw refused('Nothing was given out yet.', 'issued');
    const ended = ['collect', 'transfer'] as const;
    const writes = await Promise.all(ended.map((each) => supersedeWrites(workspace, request, each)));
    return { writes: writes.flat() };
  });
}
