import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { DAY, SECOND, day, instant } from '../../kernel/time.ts';
import { ABSENT, set, stateIs } from '../../store/clauses.ts';
import type { Item, Workspace, Write } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { answered, dueDays } from '../request/clocks.ts';
import { contactOnFile } from './contact-on-file.ts';
import { chosenPerson } from './person.ts';
import { patienceWrite } from '../steps/expire.ts';
import type { LinkPurpose } from '../letters/link.ts';
import { letter } from '../correspondence/sent.ts';
import { newLink } from '../correspondence/link.ts';
import type { RequestItem } from '../request/model.ts';
import { step } from '../steps/store.ts';
import { sealPart } from '../request/sealed.ts';
import { PARTS, parts } from '../request/stored.ts';

/** A link that was sent, and the code that was last asked for behind it; neither is stored readable. */
export interface Challenge {
  /** SHA-256 of the link's secret. */
  readonly id: string;
  readonly purpose: LinkPurpose;
  /** `used`, `locked` by wrong codes, or `superseded` by a newer one: none of them takes a code any more. */
  readonly state: 'open' | 'used' | 'locked' | 'superseded';
  readonly createdAt: string;
  readonly expiresAt: string;
  /** The mailbox, sealed under the request's key. */
  readonly to: Uint8Array;
  /** Wrong codes so far, over all codes. */
  readonly wrong: number;
  /** Codes sent so far. */
  readonly codes: number;
  readonly codeAt?: string;
  /** Keyed token of the code. */
  readonly code?: string;
  readonly codeExpiresAt?: string;
}

/** How long a link can be used. */
export const LINK_LIFE = 14 * DAY;

/** Reads a challenge. */
export function challengeFrom(item: Item): Challenge {
  return item as unknown as Challenge;
}

/** Ends the open challenges of a purpose, in the transaction of what replaces them. */
export async function supersedeWrites(
  workspace: Workspace,
  request: Id,
  purpose: LinkPurpose,
): Promise<Write[]> {
  const sent = (await parts(workspace, request, 'challenge')).map(challengeFrom);
  return sent
    .filter((challenge) => challenge.state === 'open' && challenge.purpose === purpose)
    .map(({ id }) => ({
      update: set({ state: 'superseded' }),
      at: workspace.keys.requestPart(request, PARTS.challenge, id),
      if: stateIs('open', 'used', 'locked', 'superseded'),
    }));
}

/** The writes of a new challenge, and the address of its page, which goes into one letter and is kept nowhere. */
export async function challengeWrites(
  workspace: Workspace,
  request: RequestItem,
  purpose: LinkPurpose,
  email: string,
  publicUrl: string,
): Promise<{ readonly writes: readonly Write[]; readonly url: string; readonly validUntil: string }> {
  const { text, digest } = newLink(workspace.tenant, request.id, workspace.random);
  const now = workspace.now();
  const validUntil = instant(now + LINK_LIFE);
  const challenge: Challenge = {
    id: digest,
    purpose,
    state: 'open',
    createdAt: instant(now),
    expiresAt: validUntil,
    to: await sealPart(workspace, request, digest, 'mailbox', email),
    wrong: 0,
    codes: 0,
  };
  const at = workspace.keys.requestPart(request.id, PARTS.challenge, digest);
  const writes: Write[] = [
    ...(await supersedeWrites(workspace, request.id, purpose)),
    { put: { ...challenge }, at, if: ABSENT },
  ];
  return { writes, url: `${publicUrl}/public/pages/${purpose}/${text}`, validUntil };
}

/** Links that one mailbox gets in a day at most, whatever is asked in its owner's name. */
export const LINKS_A_DAY = 5;

/** Counts a link to a mailbox, by a keyed token of mailbox and day; refused beyond the limit. */
async function mailboxWrite(workspace: Workspace, email: string): Promise<Write> {
  const now = workspace.now();
  const mailbox = (await workspace.vault.lookupToken('email', email)) ?? email;
  const token = await workspace.vault.externalToken('challenge.mailbox', `${mailbox}.${day(now)}`);
  return {
    update: {
      expression: 'SET #count = if_not_exists(#count, :zero) + :one, #ttl = :ttl',
      names: { '#count': 'count', '#ttl': 'ttl' },
      values: { ':zero': 0, ':one': 1, ':ttl': Math.ceil((now + 2 * DAY) / SECOND) },
    },
    at: workspace.keys.rate(token),
    if: {
      expression: 'attribute_not_exists(#count) OR #count < :most',
      names: { '#count': 'count' },
      values: { ':most': LINKS_A_DAY },
    },
  };
}

/** Says `rate.limited` when a mailbox has got enough links for today: a call-back is still possible, and so is tomorrow. */
async function withinLimit<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    throw new Problem('rate.limited', {
      detail: 'This mailbox has got enough links for today; record a call-back, or try tomorrow.',
      retryAfter: DAY / SECOND,
    });
  }
}

/**
 * Sends a link to the mailbox that was on file before the request, never to one named in it (IDV-01); the code is
 * asked for behind the link and comes in a mail of its own. `rule.violated` when no mailbox was on file: call back;
 * `rate.limited` when the mailbox has got enough links for today.
 */
export async function challenge(workspace: Workspace, request: Id, publicUrl: string): Promise<RequestItem> {
  return withinLimit(() =>
    step(workspace, request, 'challenge', async (found) => {
      const { email } = await contactOnFile(workspace, chosenPerson(found), found.receivedAt);
      if (!email)
        throw new Problem('rule.violated', {
          detail: 'No mailbox was on file before the request; record a call-back.',
          violations: [{ pointer: '/via', rule: 'on file' }],
        });
      const sent = await challengeWrites(workspace, found, 'verify', email, publicUrl);
      const { url, validUntil } = sent;
      const suspensions = answered(found, workspace.now);
      return {
        set: { ...suspensions, askedAt: instant(workspace.now()), ...dueDays({ ...found, ...suspensions }) },
        note: { via: 'email' },
        writes: [
          ...sent.writes,
          await mailboxWrite(workspace, email),
          patienceWrite(workspace, request),
          ...(await letter(
            workspace,
            found,
            'link',
            { purpose: 'verify', url, validUntil, byAgent: found.agent !== undefined },
            { to: email },
          )),
        ],
      };
    }),
  );
}
