import type { Json } from '../../../kernel/canonical-json.ts';
import type { Workspace } from '../../../store/workspace.ts';
import { requestBody } from '../request-view.ts';
import { parts as partsOf, type PartName } from '../../request/stored.ts';
import type { RequestItem } from '../../request/model.ts';
import type { Parts } from './bundle.ts';

/** Which attributes of each kind of part are in a case file; what is not named here is not. */
const FACTS = {
  history: 'all',
  challenge: ['id', 'purpose', 'state', 'createdAt'],
  mail: ['id', 'at', 'template', 'by', 'state', 'digest', 'endedAt', 'messageId'],
  plan: ['id', 'of', 'target', 'type', 'act', 'ground', 'keep', 'done', 'gone', 'restriction', 'failed'],
  notice: [
    'id',
    'recipient',
    'kind',
    'about',
    'state',
    'by',
    'composedAt',
    'toldAt',
    'settledAt',
    'excuse',
    'answer',
  ],
  receipt: ['id', 'statement', 'signature', 'algorithm'],
  task: ['id', 'kind', 'state', 'at', 'by', 'endedAt', 'endedBy'],
} as const satisfies Partial<Record<PartName, readonly string[] | 'all'>>;

/** Lines of the history tell codes, ids and times; what a repeated request said is sealed, and stays out. */
const NOT_FACTS: ReadonlySet<string> = new Set(['pk', 'sk', 'content']);

function facts(item: Readonly<Record<string, unknown>>, names: readonly string[] | 'all'): Json {
  const chosen = Object.entries(item).filter(([name]) =>
    names === 'all' ? !NOT_FACTS.has(name) : names.includes(name),
  );
  return Object.fromEntries(chosen.map(([name, value]) => [name, value as Json]));
}

/** Everything that is told of one request: states, clocks with both dates, decisions, and its parts. */
export async function factsOf(workspace: Workspace, request: RequestItem): Promise<Parts> {
  // Who asks for a file is not part of what was done before.
  const { version: _version, steps: _steps, ...told } = requestBody(request);
  const found = await Promise.all(
    (Object.keys(FACTS) as (keyof typeof FACTS)[]).map(async (part) => {
      const items = await partsOf(workspace, request.id, part);
      return [part, items.map((item) => facts(item, FACTS[part]))] as const;
    }),
  );
  return { request: [told as unknown as Json], ...Object.fromEntries(found) };
}
