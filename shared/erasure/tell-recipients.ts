import type { RecordId } from '../kernel/ids.ts';
import { composeNotices } from '../rights/notices/compose-notices.ts';
import type { PlanItem } from '../rights/request/model.ts';
import { fieldsHeld } from '../rights/plan/planned-holds.ts';
import { load, parts } from '../rights/steps/store.ts';
import type { Scene } from './scene.ts';

/**
 * Tells everybody to whom the data went that they are being erased (Art. 17(2), 19), while the person's key still
 * lives: a notice names the person. What a statute or a hold keeps is not erased, and whoever got only that is not told.
 */
export async function tellRecipients({
  workspace,
  request,
  publicUrl,
}: Pick<Scene, 'workspace' | 'request' | 'publicUrl'>) {
  const plan = (await parts(workspace, request, 'plan')) as unknown as PlanItem[];
  const except = new Map<RecordId, readonly string[]>(
    plan.flatMap(({ act, target, type, keep, held }) =>
      act === 'keep' ? [[target, held ? fieldsHeld(type) : (keep?.fields ?? [])]] : [],
    ),
  );
  await composeNotices(workspace, await load(workspace, request), {
    about: 'erasure',
    except,
    publicUrl,
  });
}
