import { eventWrite } from '../../../audit/record-event.ts';
import type { Id } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problems.ts';
import { DAY, HOUR, instant } from '../../../kernel/time.ts';
import { mailWrites } from '../../../mail/outbox.ts';
import { all, equals, lacks, remove, set, stateIs, updates, versionIs } from '../../../store/clauses.ts';
import { dueWrite } from '../../../store/due.ts';
import type { Workspace } from '../../../store/workspace.ts';
import { isWriteRefusal } from '../../../store/write-refusal.ts';
import { tenantSettings } from '../../../tenants/settings.ts';
import { languageOf } from '../../letters/content.ts';
import { render } from '../../letters/render.ts';
import { PARTS } from '../../request/stored.ts';
import { dayThere } from '../../deadlines/zone.ts';
import { holdReview } from '../letters/hold-review.ts';
import { mailboxesOf } from '../reminder-mails.ts';
import { holdBinding, loadHold, openHold, type HoldItem } from './hold.ts';
import { persistently } from './persistently.ts';

/** How long a reminder is left unheeded until the next one. */
export const REMINDED_AGAIN = 7 * DAY;
/** How far ahead the next review may be set. */
export const LONGEST = 366 * DAY;
/** Reviews whose reasons are remembered. */
const MOST_REVIEWS = 20;

/** True while somebody has to decide about a hold. */
const isUndecided = ({ state }: HoldItem) => state === 'placed' || state === 'release-requested';

/**
 * Reminds the officers on the day of a hold's review, where the business is, and every seven days while nobody decides;
 * repeated, it reminds nobody again.
 */
export async function remindOfReview(
  workspace: Workspace,
  hold: HoldItem,
  publicUrl: string | undefined,
): Promise<void> {
  if (!isUndecided(hold)) return;
  const now = workspace.now();
  const settings = await tenantSettings(workspace);
  const today = dayThere(settings, instant(now));
  const due = (at: number) => dueWrite(workspace, { at, kind: 'hold', reference: hold.id });
  if (today < hold.reviewOn) {
    // Midnight of the day came elsewhere first; a later day has due work of its own.
    if (now >= Date.parse(hold.reviewOn))
      await workspace.tables.write([due((Math.floor(now / HOUR) + 1) * HOUR)]);
    return;
  }
  const { remindedAt } = hold;
  if (remindedAt && now < Date.parse(remindedAt) + REMINDED_AGAIN) return;
  const facts = {
    business: settings.name ?? workspace.tenant,
    reference: hold.id,
    ...(publicUrl ? { url: `${publicUrl}/v1/holds/${hold.id}` } : {}),
  };
  const language = languageOf(settings.country);
  const mail = render(holdReview(facts, language), language, facts, [facts.business]);
  const [key] = await workspace.vault.ownerKeys([hold.key]);
  const owner = key && { request: hold.id, key, part: PARTS.reminder };
  const to = await mailboxesOf(workspace, ['officer']);
  try {
    await workspace.tables.write([
      {
        update: set({ remindedAt: instant(now) }),
        at: workspace.keys.hold(hold.id),
        if: all(
          stateIs(hold.state),
          equals('reviewOn', hold.reviewOn),
          remindedAt ? equals('remindedAt', remindedAt) : lacks('remindedAt'),
        ),
      },
      due(now + REMINDED_AGAIN),
      ...to.flatMap((mailbox) =>
        owner ? mailWrites(workspace, owner, 'hold-review', { to: mailbox, ...mail }) : [],
      ),
    ]);
  } catch (error) {
    // Another tick was faster, or somebody has decided.
    if (!isWriteRefusal(error)) throw error;
  }
}

/**
 * Sets the next review of a hold that is needed still, with the reason, which stays with the note. `rule.violated` for a
 * day that has come or is more than a year ahead, `state.conflict` unless the hold is in force and nobody asks for its
 * release.
 */
export async function renewHold(
  workspace: Workspace,
  id: Id,
  { reviewOn, reason }: { readonly reviewOn: string; readonly reason: string },
): Promise<HoldItem> {
  const now = workspace.now();
  await loadHold(workspace, id);
  const today = dayThere(await tenantSettings(workspace), instant(now));
  const rule = reviewOn <= today ? 'future' : 'within a year';
  if (reviewOn <= today || Date.parse(reviewOn) > now + LONGEST)
    throw new Problem('rule.violated', { violations: [{ pointer: '/reviewOn', rule }] });
  return persistently(async () => {
    const hold = await loadHold(workspace, id);
    const said = await openHold(workspace, hold);
    if (hold.state !== 'placed' || !said)
      throw new Problem('state.conflict', { detail: `The hold is in state ${hold.state}.` });
    const review = { at: instant(now), by: workspace.actor.id, reason };
    const reviews = [...(said.content.reviews ?? []), review].slice(-MOST_REVIEWS);
    const content = workspace.vault.seal(said.key, holdBinding(id), { ...said.content, reviews });
    const changed = { reviewOn, version: hold.version + 1 };
    await workspace.tables.write([
      {
        update: updates(set({ ...changed, content }), remove('remindedAt')),
        at: workspace.keys.hold(id),
        if: all(stateIs('placed'), versionIs(hold.version)),
      },
      dueWrite(workspace, { at: Date.parse(reviewOn), kind: 'hold', reference: id }),
      eventWrite(workspace, { action: 'hold.decide', target: id, type: 'renew', subject: hold.person }),
    ]);
    const { remindedAt: _told, ...rest } = hold;
    return { ...rest, ...changed };
  });
}
