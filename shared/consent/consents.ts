import { recordRead } from '../audit/record-event.ts';
import { eventWrite } from '../audit/record-event.ts';
import type { Purpose } from '../catalogue/vocabulary.ts';
import type { Id, SubjectId } from '../kernel/ids.ts';
import { newTimeId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { ABSENT } from '../store/clauses.ts';
import type { Item, OwnerKey, Workspace, Write } from '../store/workspace.ts';
import { controlFrom, controlWrite, writable } from '../subjects/control.ts';
import type { Restriction } from '../subjects/grounds.ts';
import { restrictionsOf } from '../subjects/restrictions.ts';
import { endedByConsent } from '../subjects/suppressions.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';

/** How a consent was given. */
export const CONSENT_WAYS = ['form', 'paper', 'phone', 'in-person', 'api'] as const;

/** A consent of a person (Art. 7); immutable but for its end. */
export interface Consent {
  readonly id: Id;
  readonly purpose: Purpose;
  readonly way: (typeof CONSENT_WAYS)[number];
  readonly givenAt: string;
  readonly recordedBy: string;
  readonly withdrawnAt?: string;
  /** What the person was shown and said, sealed under the person's key: the controller has to prove it (Art. 7(1)). */
  readonly proof: Uint8Array;
}

/** What a consent is recorded from. */
export interface NewConsent {
  readonly purpose: Purpose;
  readonly way: Consent['way'];
  readonly givenAt: string;
  readonly proof: string;
}

const binding = (person: SubjectId, id: Id) => ({
  owner: person as string,
  type: 'consent',
  id: id as string,
  section: 'proof',
  schema: 1,
});

/** Consents of one person at most; more than there are purposes and renewals in a lifetime. */
const MOST = 200;

/** Opens what a consent is proved by with the key of the person who gave it. */
export function proofOf(
  workspace: Workspace,
  key: OwnerKey,
  person: SubjectId,
  { id, proof }: Pick<Consent, 'id' | 'proof'>,
): string {
  return workspace.vault.open(key, binding(person, id), proof) as string;
}

const consentFrom = (item: Item) => item as unknown as Consent;

/** All consents of a person, oldest first, withdrawn ones too. */
export async function consentsOf(workspace: Workspace, person: SubjectId): Promise<Consent[]> {
  const { pk, sk } = workspace.keys.consent(person, '');
  const page = await workspace.tables.query({ table: 'data', pk, skPrefix: sk, limit: MOST });
  return page.items.map(consentFrom);
}

/** The consents that are in force. */
export async function liveConsents(workspace: Workspace, person: SubjectId): Promise<Consent[]> {
  return (await consentsOf(workspace, person)).filter(({ withdrawnAt }) => withdrawnAt === undefined);
}

/** How often giving is prepared anew when the person's control changes meanwhile. */
const ATTEMPTS = 5;

/** True for a stop that a consent ends: an earlier withdrawal, or, where nothing else says so, a suppressed address. */
function ends({ purpose, givenAt }: Consent, free: boolean, { ground, purposes, since }: Restriction) {
  if (purposes === 'all' || !purposes.includes(purpose)) return false;
  return (ground === 'withdrawal' && since <= givenAt) || (ground === 'suppressed' && free);
}

/**
 * Records a consent that a person gave. It ends the stop that an earlier withdrawal put on its purpose, what was
 * remembered before of the person's addresses, and never a stop that an objection of the person put there.
 * `rule.violated` for a moment in the future.
 */
export async function giveConsent(
  workspace: Workspace,
  person: SubjectId,
  { purpose, way, givenAt, proof }: NewConsent,
): Promise<Consent> {
  if (Date.parse(givenAt) > workspace.now())
    throw new Problem('rule.violated', { violations: [{ pointer: '/givenAt', rule: 'past' }] });
  for (let tries = 1; ; tries++) {
    const control = controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
    const { key: keyId } = writable(control, '/person');
    const [key] = await workspace.vault.ownerKeys([keyId]);
    if (!key) throw new Problem('not-found');
    const id = newTimeId(workspace.now(), workspace.random);
    const consent: Consent = {
      id,
      purpose,
      way,
      givenAt: instant(Date.parse(givenAt)),
      recordedBy: workspace.actor.id,
      proof: workspace.vault.seal(key, binding(person, id), proof),
    };
    const { free, writes: ended } = await endedByConsent(workspace, person, consent);
    const changed = controlWrite(workspace, person, control, {
      consents: [...new Set([...(control?.consents ?? []), purpose])],
      restrictions: restrictionsOf(control).filter((stop) => !ends(consent, free, stop)),
    });
    const writes: Write[] = [
      { put: { ...consent }, at: workspace.keys.consent(person, id), if: ABSENT },
      changed,
      eventWrite(workspace, { action: 'consent.give', subject: person, target: id, purpose }),
      ...ended,
    ];
    try {
      await workspace.tables.write(writes);
      return consent;
    } catch (error) {
      if (!isWriteRefusal(error)) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}

/** A person's consents with their proofs; the reading is logged before they are handed out. */
export async function readConsents(workspace: Workspace, person: SubjectId) {
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
  const [key] = control?.key ? await workspace.vault.ownerKeys([control.key]) : [];
  if (!key) throw new Problem('not-found');
  const consents = await consentsOf(workspace, person);
  if (consents.length > 0)
    await recordRead(workspace, {
      action: 'consent.read',
      subject: person,
      target: person,
      fields: ['proof'],
    });
  return consents.map(({ id, purpose, way, givenAt, recordedBy, withdrawnAt, proof }) => ({
    id,
    purpose,
    way,
    givenAt,
    recordedBy,
    ...(withdrawnAt ? { withdrawnAt } : {}),
    proof: proofOf(workspace, key, person, { id, proof }),
  }));
}
