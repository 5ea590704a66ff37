import { ownRemembered } from '../rights/plan/plan-proof.ts';
import { ANYHOW, planFrom, planKey, writeAll } from '../rights/plan/plan-store.ts';
import { set } from '../store/clauses.ts';
import type { Write } from '../store/workspace.ts';
import { controlFrom } from '../subjects/control.ts';
import { entryWrites, outlasting } from '../subjects/suppressions.ts';
import { endOf } from './kept/kept-item.ts';
import { ERASURE_PARTS } from './run-store.ts';
import type { Scene } from './scene.ts';

/**
 * Remembers under the addresses of somebody who goes what that person had stopped, until the day of the plan, while
 * the tokens of the addresses are still there. Noted at the request, so that the independent sweep knows what it meets.
 */
export async function remember({ workspace, request, person }: Scene): Promise<void> {
  const [item, planned] = await workspace.tables.get([
    workspace.keys.subject(person),
    planKey(workspace, request, ownRemembered(person)),
  ]);
  const keep = planFrom(planned)?.keep;
  if (!keep) return;
  for (const { purpose, ...stop } of outlasting(controlFrom(item))) {
    const entries = await entryWrites(
      workspace,
      [person],
      { ...stop, purposes: [purpose] },
      endOf(keep.until),
    );
    const noted = entries.map(({ at }): Write => ({
      update: set({ noted: true }),
      at: workspace.keys.requestPart(
        request,
        ERASURE_PARTS.suppression,
        at.pk.slice(at.pk.lastIndexOf('#') + 1),
      ),
      if: ANYHOW,
    }));
    await writeAll(workspace, [...noted, ...entries]);
  }
}
