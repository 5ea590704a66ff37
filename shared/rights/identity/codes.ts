import type { Id } from '../../kernel/ids.ts';
import type { RandomBytes } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { DAY, MINUTE, SECOND, instant } from '../../kernel/time.ts';
import { all, equals, set, stateIs } from '../../store/clauses.ts';
import type { Clause, Workspace, Write } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import type { Challenge } from './challenges.ts';
import { challengeFrom } from './challenges.ts';
import type { LinkPurpose } from '../letters/link.ts';
import { letter } from '../correspondence/sent.ts';
import type { Link } from '../correspondence/link.ts';
import type { RequestItem } from '../request/model.ts';
import { historyWrite, stepEvent } from '../steps/store.ts';
import { receiverOf } from '../correspondence/receiver.ts';
import { openPart } from '../request/sealed.ts';
import { PARTS, requestFrom } from '../request/stored.ts';
import type { RequestState } from '../request/life-cycle.ts';

/** How long a code can be used; one for another controller is passed on by the person first. */
export const CODE_LIFE = {
  verify: 15 * MINUTE,
  collect: 15 * MINUTE,
  transfer: 3 * DAY,
} as const satisfies Record<LinkPurpose, number>;
/** Wrong codes that end a challenge; the request goes on (IDV-02). */
export const WRONG_CODES = 5;
/** Codes that one link sends at most, and the pause between two, so that nobody floods a mailbox. */
export const CODES = 10;
const PAUSE = 30 * SECOND;

/** The state in which a request takes codes of a purpose. */
const STATE_OF = { verify: 'verifying', collect: 'released', transfer: 'released' } as const satisfies Record<
  LinkPurpose,
  RequestState
>;

const RANGE = 100_000_000;
const UNBIASED = Math.floor(2 ** 32 / RANGE) * RANGE;

/** Eight digits, each number as likely as any other. */
export function newCode(random: RandomBytes): string {
  for (;;) {
    const drawn = random(4).readUInt32BE();
    if (drawn < UNBIASED) return String(drawn % RANGE).padStart(8, '0');
  }
}

/** The one answer to a link that is unknown or expired and to a code that is wrong or expired. */
export function notThisCode(): Problem {
  return new Problem('step-up.required', {
    detail: 'This link and this code do not belong together, or their time is over. Ask for a new code.',
  });
}

/** A challenge that takes codes now, with its request; undefined for every reason why it does not. */
export async function openChallenge(
  workspace: Workspace,
  link: Link,
  purpose: LinkPurpose,
): Promise<{ readonly challenge: Challenge; readonly request: RequestItem } | undefined> {
  const [part, item] = await workspace.tables.get([
    workspace.keys.requestPart(link.request, PARTS.challenge, link.digest),
    workspace.keys.request(link.request),
  ]);
  if (!part || !item) return undefined;
  const challenge = challengeFrom(part);
  const request = requestFrom(item);
  if (challenge.purpose !== purpose || request.state !== STATE_OF[purpose]) return undefined;
  if (Date.parse(challenge.expiresAt) <= workspace.now()) return undefined;
  return { challenge, request };
}

/** The keyed token of a code, bound to its challenge. */
async function codeToken(workspace: Workspace, challenge: Challenge, code: string): Promise<string> {
  return workspace.vault.externalToken('challenge.code', `${challenge.id}.${code}`);
}

function challengeWrite(
  workspace: Workspace,
  request: Id,
  { id, wrong, codes }: Challenge,
  change: Readonly<Record<string, unknown>>,
  ...more: readonly Clause[]
): Write {
  return {
    update: set(change),
    at: workspace.keys.requestPart(request, PARTS.challenge, id),
    if: all(stateIs('open'), equals('wrong', wrong), equals('codes', codes), ...more),
  };
}

/** The mail with a code and without any link; for another controller's link it goes to the person, who passes it on. */
async function codeLetter(
  workspace: Workspace,
  request: RequestItem,
  purpose: LinkPurpose,
  { code, until, to }: { readonly code: string; readonly until: string; readonly to: string },
): Promise<Write[]> {
  if (purpose !== 'transfer')
    return letter(workspace, request, 'code', { code, validMinutes: CODE_LIFE[purpose] / MINUTE }, { to });
  const receiver = await receiverOf(workspace, request);
  return letter(workspace, request, 'transfer-code', { receiver, code, validUntil: until }, { to });
}

/** Sends a code in a mail of its own, to the mailbox that the link went to. Whatever stands against it happens silently. */
export async function sendCode(workspace: Workspace, link: Link, purpose: LinkPurpose): Promise<void> {
  const found = await openChallenge(workspace, link, purpose);
  const now = workspace.now();
  if (!found || found.challenge.state !== 'open' || found.challenge.codes >= CODES) return;
  const { challenge, request } = found;
  if (challenge.codeAt && now - Date.parse(challenge.codeAt) < PAUSE) return;
  const code = newCode(workspace.random);
  const to = await openPart(workspace, request, challenge.id, 'mailbox', challenge.to);
  const until = instant(now + CODE_LIFE[purpose]);
  const change = {
    code: await codeToken(workspace, challenge, code),
    codeAt: instant(now),
    codeExpiresAt: until,
    codes: challenge.codes + 1,
  };
  try {
    await workspace.tables.write([
      challengeWrite(workspace, request.id, challenge, change),
      stepEvent(workspace, 'request.challenge', request),
      ...(await codeLetter(workspace, request, purpose, { code, until, to: to as string })),
    ]);
  } catch (error) {
    // Another call was faster: its code is on the way.
    if (!isWriteRefusal(error)) throw error;
  }
}

/** How often an answer is judged anew when other answers to the same challenge arrive at the same moment. */
const ATTEMPTS = WRONG_CODES + 3;

/**
 * Judges a code. The right one is used up within the transaction of what it allows, `then`; a wrong one is counted
 * before the answer goes out, so that parallel guesses are five as well. `challenge.locked` after five wrong ones.
 */
export async function answerCode<T>(
  workspace: Workspace,
  link: Link,
  purpose: LinkPurpose,
  code: string,
  then: (request: RequestItem, used: Write, challenge: Challenge) => Promise<T>,
): Promise<T> {
  for (let tries = 0; tries < ATTEMPTS; tries++) {
    const found = await openChallenge(workspace, link, purpose);
    if (!found) throw notThisCode();
    const { challenge, request } = found;
    if (challenge.state === 'locked') throw new Problem('challenge.locked');
    if (challenge.state !== 'open' || challenge.code === undefined) throw notThisCode();
    const token = await codeToken(workspace, challenge, code);
    const inTime = Date.parse(challenge.codeExpiresAt ?? '') > workspace.now();
    try {
      if (token === challenge.code && inTime) {
        // A link to fetch stays open for another code, until the package is fetched; one to verify has done its work.
        const change = { code: 'used', ...(purpose === 'verify' ? { state: 'used' } : {}) };
        const used = challengeWrite(workspace, request.id, challenge, change, equals('code', token));
        return await then(request, used, challenge);
      }
      await countWrong(workspace, request, challenge);
      throw notThisCode();
    } catch (error) {
      if (!isWriteRefusal(error)) throw error;
    }
  }
  throw new Problem('rate.limited', { retryAfter: 1 });
}

async function countWrong(workspace: Workspace, request: RequestItem, challenge: Challenge): Promise<void> {
  const wrong = challenge.wrong + 1;
  const locked = wrong >= WRONG_CODES;
  await workspace.tables.write([
    challengeWrite(workspace, request.id, challenge, { wrong, ...(locked ? { state: 'locked' } : {}) }),
    ...(locked ? [historyWrite(workspace, request.id, { challenge: 'locked', wrong })] : []),
    stepEvent(workspace, 'request.challenge', request),
  ]);
}
