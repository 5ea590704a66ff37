import { declarationOf } from '../catalogue/record-types.ts';
import { normalForm } from '../crypto/lookup-token.ts';
import { DAY, SECOND } from '../kernel/time.ts';
import { openRecords, type OpenRecord } from '../records/shape.ts';
import { ANYHOW, writeAll } from '../rights/plan/plan-store.ts';
import { set } from '../store/clauses.ts';
import type { Item, Workspace, Write } from '../store/workspace.ts';
import { countryIn, identifiersIn } from '../subjects/identifiers.ts';
import { ERASURE_PARTS } from './run-store.ts';
import type { Scene } from './scene.ts';

/** Identifiers that keep an import from bringing a person back; a name is borne by too many. */
const MARKED = ['email', 'phone'] as const;

/** The kind of a tombstone for the external id of a person's own record. */
const EXTERNAL = 'externalId';

/** Every writing of a record's identifiers that an import may meet. */
export function writings(record: OpenRecord): { readonly kind: string; readonly value: string }[] {
  const declaration = declarationOf(record.item.type);
  if (!declaration || declaration.home.in !== 'own') return [];
  const country = countryIn(record.values);
  const found = identifiersIn(declaration, record.values).flatMap(({ kind, value }) => {
    if (!MARKED.some((one) => one === kind)) return [];
    const normal = normalForm(kind, value, country);
    return [{ kind, value }, ...(normal ? [{ kind, value: normal }] : [])];
  });
  return [...found, ...(record.externalId ? [{ kind: EXTERNAL, value: record.externalId }] : [])];
}

/** No backup or version of tenant data is older than this; tombstones outlive it by the margin. */
export const BACKUP_DAYS = 35;
const MARGIN_DAYS = 7;

/** Writes a tombstone, or lets it count anew from now. */
export function tombstoneWrite(workspace: Workspace, token: string): Write {
  const until = workspace.now() + (BACKUP_DAYS + MARGIN_DAYS) * DAY;
  return {
    put: { until, ttl: Math.ceil(until / SECOND) },
    at: workspace.keys.tombstone(token),
    if: ANYHOW,
  };
}

/**
 * Makes tombstones while the identifiers can still be read, and notes them at the request until the end. They stand
 * before any external id goes: an import that finds the id free finds the tombstone, whatever it comes in between.
 */
export async function noteMarks(scene: Scene, items: readonly Item[]): Promise<void> {
  const { workspace, request } = scene;
  const tokens = new Set<string>();
  for (const record of await openRecords(workspace, declarationOf, items)) {
    for (const { kind, value } of record ? writings(record) : [])
      tokens.add(await workspace.vault.tombstoneToken(kind, value));
  }
  const writes = [...tokens].flatMap((token): Write[] => [
    tombstoneWrite(workspace, token),
    {
      update: set({ noted: true }),
      at: workspace.keys.requestPart(request, ERASURE_PARTS.mark, token),
      if: ANYHOW,
    },
  ]);
  await writeAll(workspace, writes);
}

/**
 * True when one of the identifiers belongs to a person who was erased: imports bring nobody back, and list the row as
 * suppressed. A tombstone counts until its end, whenever its item goes.
 */
export async function isSuppressed(
  workspace: Workspace,
  identifiers: readonly { readonly kind: string; readonly value: string }[],
): Promise<boolean> {
  const asked = identifiers.filter(
    ({ kind, value }) => value !== '' && (kind === EXTERNAL || MARKED.some((one) => one === kind)),
  );
  if (asked.length === 0) return false;
  const tokens = await Promise.all(
    asked.map(({ kind, value }) => workspace.vault.tombstoneToken(kind, value)),
  );
  const found = await workspace.tables.get(tokens.map((token) => workspace.keys.tombstone(token)));
  return found.some((item) => item !== undefined && (item['until'] as number) > workspace.now());
}
