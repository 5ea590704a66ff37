import { eventWrite } from '../../audit/record-event.ts';
import type { Purpose } from '../../catalogue/vocabulary.ts';
import type { RecordId } from '../../kernel/ids.ts';
import { instant } from '../../kernel/time.ts';
import type { Write } from '../../store/workspace.ts';
import { endCopiesWrites } from '../../subjects/end-copies.ts';
import { groundRule, type Ground, type Restriction } from '../../subjects/grounds.ts';
import { restrictWrite, restrictionsOf } from '../../subjects/restrictions.ts';
import { suppressionWrites } from '../../subjects/suppressions.ts';
import type { Act, ActItem, ActScene } from './act-items.ts';

/** The cases of Art. 18(1) that a person can ask for; the fourth, a pending objection, comes by itself. */
export const RESTRICTABLE = ['accuracy', 'unlawful', 'claims'] as const satisfies readonly Ground[];

/** A restriction as it is asked for; everything unless it names purposes or records. */
export interface WantedRestriction {
  readonly act: 'restrict';
  readonly ground: (typeof RESTRICTABLE)[number];
  readonly purposes?: readonly Purpose[];
  readonly records?: readonly RecordId[];
}

/** The writes that put a restriction in force; none when it is in force already. */
export function restrictionWrites(
  { workspace, person, control, request }: ActScene,
  { id, restriction }: Pick<ActItem, 'id' | 'restriction'>,
): Write[] {
  if (!restriction || restrictionsOf(control).some((one) => one.id === id)) return [];
  const placed: Restriction = {
    id,
    ...restriction,
    request: request.id,
    since: instant(workspace.now()),
  };
  return [
    restrictWrite(workspace, person, control, placed),
    ...endCopiesWrites(workspace, person, placed),
    eventWrite(workspace, {
      action: 'person.restrict',
      subject: person,
      target: id,
      type: restriction.ground,
      request: request.id,
    }),
  ];
}

/** `Art. 18(1)(a)` as the plans of requests write it. */
const articleOf = (ground: Ground) => groundRule(ground).article.replace('Art. ', '');

/** Restricts processing for one of the cases of Art. 18(1). */
export const restrict: Act<WantedRestriction> = {
  of: ['restriction', 'rectification'],
  tells: 'restriction',
  async propose(_, { ground, purposes, records }) {
    const restriction = { ground, purposes: purposes ?? 'all', records: records ?? 'all' } as const;
    return [{ act: 'restrict', ground: articleOf(ground), restriction }];
  },
  writes: async (scene, item) => restrictionWrites(scene, item),
};

/** An objection as it is decided: which purposes end; all that can be objected to unless named. */
export interface WantedObjection {
  readonly act: 'object';
  readonly purposes?: readonly Purpose[];
}

/** Follows an objection: what rests on legitimate interests or a public task ends (Art. 21(1)). */
export const object: Act<WantedObjection> = {
  of: ['objection'],
  async propose(_, { purposes }) {
    const restriction = { ground: 'objected', purposes: purposes ?? 'all', records: 'all' } as const;
    return [{ act: 'object', ground: articleOf('objected'), restriction }];
  },
  async writes(scene, item) {
    const placed = restrictionWrites(scene, item);
    if (!item.restriction || placed.length === 0) return placed;
    const { workspace, person } = scene;
    const stop = { ...item.restriction, since: instant(workspace.now()) };
    return [...placed, ...(await suppressionWrites(workspace, [person], stop))];
  },
};
