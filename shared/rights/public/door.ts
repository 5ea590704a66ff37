import { isProblem } from '../../kernel/problems.ts';
import type { Office } from '../../office/office.ts';
import type { Workspace } from '../../store/workspace.ts';
import { notThisCode, sendCode } from '../identity/codes.ts';
import type { LinkPurpose } from '../letters/link.ts';
import type { Link } from '../correspondence/link.ts';
import { linkFrom } from '../correspondence/link.ts';
import { type IssuePackageUrl, type PackageUrl, collectByCode } from '../decisions/release.ts';
import { verifyByCode } from '../identity/verify.ts';
import { steadily, type Pace } from './steady.ts';

/** What the public routes are wired with. */
export interface PublicServices extends Pace {
  readonly office: Pick<Office, 'workspace'>;
  readonly issuePackageUrl: IssuePackageUrl;
}

/** Refusals that the person may learn of; any other one looks like a wrong code. */
const TOLD: ReadonlySet<string> = new Set([
  'challenge.locked',
  'gone',
  'internal',
  'rate.limited',
  'unavailable',
]);

async function steady<T>(services: PublicServices, use: () => Promise<T>): Promise<T> {
  return steadily(services, () =>
    use().catch((error: unknown) => {
      throw isProblem(error) && !TOLD.has(error.code) ? notThisCode() : error;
    }),
  );
}

function workspaceOf({ office }: PublicServices, { tenant, request }: Link): Workspace {
  return office.workspace(tenant, { kind: 'subject', id: request });
}

/** Asks for a code behind a link. The answer is always the same: whether one was sent shows in the mailbox only. */
export async function askForCode(
  services: PublicServices,
  text: string,
  purpose: LinkPurpose,
): Promise<void> {
  await steady(services, async () => {
    const link = linkFrom(text);
    if (link) await sendCode(workspaceOf(services, link), link, purpose);
  });
}

/** Confirms a request with a code; unknown, expired and wrong are one refusal. */
export async function confirmWithCode(services: PublicServices, text: string, code: string): Promise<void> {
  await steady(services, async () => {
    const link = linkFrom(text);
    if (!link) throw notThisCode();
    await verifyByCode(workspaceOf(services, link), link, code);
  });
}

/** Gives the address of a package for a code; the same uniform refusal. */
export async function fetchWithCode(
  services: PublicServices,
  text: string,
  purpose: 'collect' | 'transfer',
  code: string,
): Promise<PackageUrl> {
  return steady(services, async () => {
    const link = linkFrom(text);
    if (!link) throw notThisCode();
    return collectByCode(workspaceOf(services, link), link, purpose, code, services.issuePackageUrl);
  });
}
