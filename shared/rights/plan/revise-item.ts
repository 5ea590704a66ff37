import { declarationOf } from '../../catalogue/record-types.ts';
import { fieldsWhere } from '../../catalogue/record-schema.ts';
import { financialStatute } from '../../catalogue/statutes.ts';
import { newId, type RandomBytes } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { PlanItem } from '../request/model.ts';
import { KEEPING_GROUNDS, keepableOf, type KeepingGround } from '../request/keepable.ts';
import { groundOf } from './plan-record.ts';

/** An officer's decision about one item of a plan. */
export interface ItemDecision {
  readonly act: PlanItem['act'];
  /** For keeping: a legal obligation unless the type has a ground of its own or the officer names one. */
  readonly ground?: KeepingGround;
  /** For keeping: which law (Art. 17(3)), of which country, until which day (YYYY-MM-DD). */
  readonly statute?: string;
  readonly country?: string;
  readonly until?: string;
}

/** What an officer may choose, by what the item is about; the first row that matches counts. */
const CHOICES: readonly {
  readonly of: PlanItem['of'];
  readonly types?: readonly string[];
  readonly acts: readonly PlanItem['act'][];
}[] = [
  { of: 'mention', types: ['note'], acts: ['redact', 'erase'] },
  { of: 'mention', types: ['file'], acts: ['unlink', 'erase'] },
  { of: 'mention', acts: ['unlink', 'redact'] },
  { of: 'file', acts: ['erase'] },
  { of: 'proof', types: ['suppression'], acts: ['keep'] },
  { of: 'proof', acts: ['keep', 'erase'] },
  { of: 'record', types: ['note'], acts: ['erase', 'redact', 'keep'] },
  { of: 'record', acts: ['erase', 'anonymise', 'redact', 'keep'] },
];

/** The acts that an item may be given; anonymising needs something that survives it. */
export function choicesFor(item: PlanItem): PlanItem['act'][] {
  const row = CHOICES.find(({ of, types }) => of === item.of && (!types || types.includes(item.type)));
  const declaration = declarationOf(item.type);
  const survives =
    item.type === 'note' ||
    (declaration !== undefined &&
      fieldsWhere(declaration, ({ onErasure }) => onErasure === 'anonymise').length > 0);
  return (row?.acts ?? []).filter(
    (act) => item.of !== 'record' || survives || (act !== 'anonymise' && act !== 'redact'),
  );
}

/** Keeping names a statute, its country and an end that has not passed: anything less is `law.missing`. */
function lawOf(item: PlanItem, decision: ItemDecision, today: string): NonNullable<PlanItem['keep']> {
  const { statute = item.keep?.statute, country = item.keep?.country, until = item.keep?.until } = decision;
  const missing = Object.entries({ statute, country, until }).filter(([, value]) => !value);
  if (!statute || !country || !until) {
    const violations = missing.map(([name]) => ({ pointer: `/${name}`, rule: 'required for keeping' }));
    throw new Problem('law.missing', { violations });
  }
  if (until < today) {
    const violations = [{ pointer: '/until', rule: 'future' }];
    throw new Problem('rule.violated', { detail: 'What the law no longer demands is erased.', violations });
  }
  const declaration = declarationOf(item.type);
  const fields =
    item.keep?.fields ??
    keepableOf(item.type)?.fields ??
    (declaration
      ? fieldsWhere(declaration, (field) =>
          declaration.keep ? field.onErasure === 'keep' : field.whose !== 'link',
        )
      : []);
  return { statute, country, until, fields };
}

/**
 * The item as an officer has decided it, within the law: an act outside the choices is `rule.violated`, keeping without
 * statute, country and end `law.missing`, and neither what the country's statute demands nor what a hold covers is
 * erased before its end.
 */
export function reviseItem(
  item: PlanItem,
  decision: ItemDecision,
  scene: { readonly country: string; readonly today: string; readonly random: RandomBytes },
): PlanItem {
  const declaration = declarationOf(item.type);
  const held = item.held !== undefined && item.of !== 'mention' && decision.act !== 'keep';
  const demanded = item.act === 'keep' && !!declaration?.keep && !!financialStatute(scene.country);
  if (held || !choicesFor(item).includes(decision.act) || (demanded && decision.act !== 'keep')) {
    const rule = held ? 'under a hold' : demanded ? 'demanded by statute' : 'not a choice here';
    const violations = [{ pointer: '/act', rule }];
    throw new Problem('rule.violated', { violations });
  }
  const { needsReview: _reviewed, keep: _law, ...rest } = item;
  const newIdNeeded = rest.newId ? {} : { newId: newId(scene.random) };
  if (decision.act === 'keep')
    return {
      ...rest,
      ...newIdNeeded,
      act: 'keep',
      ground: KEEPING_GROUNDS[decision.ground ?? keepableOf(item.type)?.ground ?? 'legal-obligation'],
      keep: lawOf(item, decision, scene.today),
    };
  return {
    ...rest,
    ...newIdNeeded,
    act: decision.act,
    ground: declaration ? groundOf(declaration) : (keepableOf(item.type)?.erased ?? item.ground),
  };
}

/** Items that approval has to wait for: not reviewed yet, or kept without a law or a hold. */
export function openItems(items: readonly PlanItem[]): PlanItem[] {
  return items.filter((item) => item.needsReview === true || isLawless(item));
}

/** True for what would be kept although neither a law nor a hold says so. */
export function isLawless({ act, keep, held }: PlanItem): boolean {
  return act === 'keep' && !keep && !held;
}
