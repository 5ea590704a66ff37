import { recordRead } from '../../audit/record-event.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Workspace } from '../../store/workspace.ts';
import { askToSpecify, cancel, extendRequest, findNothing, refuse } from '../decisions/answer.ts';
import type { Language } from '../letters/content.ts';
import type { Outcome } from '../letters/concluded.ts';
import type { AskedFor } from '../letters/please-specify.ts';
import type { RefusalReason } from '../letters/refusal-reasons.ts';
import type { RequestState } from '../request/life-cycle.ts';
import { announceLifting } from '../decisions/lift.ts';
import { cannotIdentify, conclude } from '../decisions/outcomes.ts';
import type { Finding } from '../decisions/findings.ts';
import { release } from '../decisions/release.ts';
import { step } from '../steps/store.ts';
import { load } from '../request/stored.ts';
import { rehearse, type Rehearsed } from './rehearse.ts';

/** What the officer has in mind for a request. */
export type Intended = { readonly language?: Language } & (
  | {
      readonly outcome: 'refused';
      readonly reasons: readonly [RefusalReason, ...RefusalReason[]];
      readonly explanation?: string;
      readonly finding?: Finding;
    }
  | { readonly outcome: 'extended'; readonly reasons: readonly string[] }
  | { readonly outcome: 'please-specify'; readonly asks: readonly [AskedFor, ...AskedFor[]] }
  | { readonly outcome: 'concluded'; readonly conclusion: Outcome; readonly explanation: string }
  | {
      readonly outcome:
        'done' | 'released' | 'nothing-found' | 'not-identifiable' | 'expired' | 'cancelled' | 'lifting';
    }
);

/** An outcome: the state in which it is reached, which the request is taken to be in, and what brings it about. */
interface Row {
  readonly as?: RequestState;
  readonly act: (stage: Workspace, request: Id, intended: Intended, publicUrl: string) => Promise<unknown>;
}

/** What was intended, as the row of this outcome takes it. */
type Given<Name extends Intended['outcome']> = Extract<Intended, { readonly outcome: Name }>;

/** Every outcome that a letter tells. */
const OUTCOMES: Readonly<Record<Intended['outcome'], Row>> = {
  refused: {
    as: 'verified',
    act: (stage, request, intended) => {
      const { reasons, explanation, finding } = intended as Given<'refused'>;
      return refuse(stage, request, reasons, explanation, finding);
    },
  },
  extended: {
    act: (stage, request, intended) => extendRequest(stage, request, (intended as Given<'extended'>).reasons),
  },
  'please-specify': {
    as: 'received',
    act: (stage, request, intended) =>
      askToSpecify(stage, request, (intended as Given<'please-specify'>).asks),
  },
  concluded: {
    as: 'verified',
    act: (stage, request, intended) => {
      const { conclusion, explanation } = intended as Given<'concluded'>;
      return conclude(stage, request, conclusion, explanation);
    },
  },
  done: { as: 'partly-done', act: (stage, request) => step(stage, request, 'complete') },
  released: {
    as: 'review',
    act: (stage, request, _, publicUrl) => release(stage, request, publicUrl),
  },
  'nothing-found': { as: 'verified', act: findNothing },
  'not-identifiable': { as: 'received', act: cannotIdentify },
  expired: { as: 'verifying', act: (stage, request) => step(stage, request, 'expire') },
  cancelled: { as: 'verified', act: cancel },
  lifting: { as: 'done', act: announceLifting },
};

/**
 * The letters that an outcome would bring, as they would be sent, in any language; nothing is stored. Refused like the
 * outcome itself when the right does not know it, or when something that the letter needs is missing.
 */
export async function previewLetters(
  workspace: Workspace,
  request: Id,
  intended: Intended,
  publicUrl: string,
): Promise<Rehearsed[]> {
  await load(workspace, request);
  await recordRead(workspace, { action: 'request.read', target: request, request, fields: ['letter'] });
  const { as, act } = OUTCOMES[intended.outcome];
  const { language } = intended;
  const otherwise = { ...(as ? { state: as } : {}), ...(language ? { language } : {}) };
  return rehearse(workspace, request, otherwise, (stage) => act(stage, request, intended, publicUrl));
}
