import type { Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { MAIL_PART } from '../../mail/outbox.ts';
import type { Item, Workspace, Write } from '../../store/workspace.ts';
import type { RequestItem } from '../request/model.ts';

/** A letter that would be sent. */
export interface Rehearsed {
  readonly template: string;
  readonly by: 'email' | 'post';
  readonly subject: string;
  readonly text: string;
}

/** The trace of a letter among what would be written. */
function traceOf(write: Write): { readonly template: string; readonly state: string } | undefined {
  const isTrace = 'put' in write && write.at.sk.startsWith(`${MAIL_PART}#`);
  return isTrace ? (write.put as { template: string; state: string }) : undefined;
}

/**
 * Does something to a request on a stage on which nothing is stored, and gives the letters that it would have sent: the
 * code that will send them has written them. `as` is what of the request is taken to be otherwise.
 */
export async function rehearse(
  workspace: Workspace,
  request: Id,
  as: Partial<RequestItem>,
  act: (stage: Workspace) => Promise<unknown>,
): Promise<Rehearsed[]> {
  const at = workspace.keys.request(request);
  const sealed: { readonly subject: string; readonly text: string }[] = [];
  const traces: { readonly template: string; readonly state: string }[] = [];
  const otherwise = (item: Item | undefined) =>
    item?.pk === at.pk && item.sk === at.sk ? { ...item, ...as } : item;
  const stage: Workspace = {
    ...workspace,
    tables: {
      get: async (keys) => (await workspace.tables.get(keys)).map(otherwise),
      query: (query) => workspace.tables.query(query),
      write: async (writes) => {
        traces.push(...writes.flatMap((write) => traceOf(write) ?? []));
      },
    },
    vault: {
      ...workspace.vault,
      seal: (key, binding, value: Json) => {
        if (binding.type === 'mail') sealed.push(value as unknown as (typeof sealed)[number]);
        return workspace.vault.seal(key, binding, value);
      },
    },
  };
  await act(stage);
  return traces.map(({ template, state }, position): Rehearsed => {
    const { subject = '', text = '' } = sealed[position] ?? {};
    return { template, by: state === 'by-post' ? 'post' : 'email', subject, text };
  });
}
