import { eventWrite } from '../audit/record-event.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR } from '../kernel/time.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Member, PrincipalItem } from './principal.ts';
import { memberFrom, principalFrom } from './principal.ts';

/** A page of members, newest first. */
export interface MemberPage {
  readonly items: readonly Member[];
  readonly cursor?: string;
}

/** Reads one member; names are personal data, hence the event. */
export async function readPrincipal(workspace: Workspace, id: Id): Promise<Member> {
  const principal = principalFrom((await workspace.tables.get([workspace.keys.principal(id)]))[0]);
  if (!principal) throw new Problem('not-found');
  const [member] = await shown(workspace, [principal]);
  if (!member) throw new Problem('not-found');
  return member;
}

/** Lists members; it rests on an index and may lag by seconds, a member by id never does. */
export async function listPrincipals(
  workspace: Workspace,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<MemberPage> {
  const { keys, tables, vault } = workspace;
  const scope = `members|${workspace.actor.id}`;
  const opened = query.cursor === undefined ? undefined : await vault.openCursor(scope, query.cursor);
  if (query.cursor !== undefined && opened === undefined) throw new Problem('cursor.invalid');
  const page = await tables.query({
    table: 'data',
    index: 'list',
    pk: keys.list('principal', 0),
    newestFirst: true,
    limit: query.limit,
    ...(opened !== undefined && { after: opened as Readonly<Record<string, unknown>> }),
  });
  const items = await shown(
    workspace,
    page.items.flatMap((item) => principalFrom(item) ?? []),
  );
  if (!page.next) return { items };
  return { items, cursor: await vault.sealCursor(scope, page.next as Json, workspace.now() + HOUR) };
}

/** Opens entries once their reads are on record; a read whose event cannot be written fails. */
async function shown(workspace: Workspace, principals: readonly PrincipalItem[]): Promise<readonly Member[]> {
  if (principals.length === 0) return [];
  const fields = ['name', 'email'];
  await workspace.tables.write(
    principals.map(({ id }) => eventWrite(workspace, { action: 'member.read', target: id, fields })),
  );
  const key = await workspace.vault.tenantKey();
  return principals.map((principal) => memberFrom(workspace.vault, key, principal));
}
