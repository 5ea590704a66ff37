import type { S3Client } from '@aws-sdk/client-s3';
import type { Id, SubjectId, TenantId } from '../kernel/ids.ts';
import { instant, type Now } from '../kernel/time.ts';
import type { WorkflowAnswer, WorkflowEvent } from '../kernel/workflow.ts';
import { keysOf } from '../store/grammar.ts';
import type { TenantTables } from '../store/workspace.ts';
import { Findings, type Finding } from './findings.ts';
import type { Look } from './look.ts';
import { lookAtPerson, lookAtTraces, lookAtTrail } from './look-around.ts';

/** What the independent sweep works with. */
export interface SweepParts {
  readonly tables: (tenant: TenantId) => TenantTables;
  readonly s3: (tenant: TenantId) => Promise<S3Client>;
  readonly buckets: Look['buckets'];
  readonly now: Now;
}

/** Part of a request that holds a sweep's result. */
const RESULT = 'SWP';

/** Where the workflow goes on: the eraser writes a receipt, or says what is left. */
const NEXT = { clean: 'receipt', left: 'partly' } as const;

/**
 * One turn of the independent sweep (step `verify`): another function, another role, other code than the eraser's,
 * and it may disagree. It looks at the person's partitions, at what the plan and the trail name, at keys by their ids
 * and at stored bytes by listing. The result is stored with the request; digests only.
 */
export async function sweepTurn(parts: SweepParts, event: WorkflowEvent): Promise<WorkflowAnswer> {
  const tenant = event.tenant as TenantId;
  const request = event['request'] as Id;
  const attempt = String(event['attempt'] ?? 0);
  const tables = parts.tables(tenant);
  const keys = keysOf(tenant);
  const at = keys.requestPart(request, RESULT, attempt);
  const [item, before] = await tables.get([keys.request(request), at]);
  const person = item?.['subject'] as SubjectId | undefined;
  if (!person) throw new TypeError('a sweep needs a request about a person');

  const going = event['phase'] === 'trail';
  const found = new Findings(
    going
      ? {
          left: (before?.['left'] ?? []) as Finding[],
          looked: before?.['looked'] as Record<string, number>,
          more: Number(before?.['more'] ?? 0),
        }
      : {},
  );
  const look: Look = {
    tables,
    keys,
    s3: await parts.s3(tenant),
    buckets: parts.buckets,
    person,
    request,
    at: parts.now(),
    found,
  };
  let cursor: string | undefined;
  if (!going) {
    await lookAtPerson(look);
    await lookAtTraces(look);
    cursor = '';
  } else {
    const given = event['cursor'];
    cursor = await lookAtTrail(look, typeof given === 'string' && given !== '' ? given : undefined);
  }
  const put = { ...found.stored(), at: instant(parts.now()), through: cursor === undefined };
  const anyhow = { expression: 'attribute_exists(pk) OR attribute_not_exists(pk)' };
  await tables.write([{ put, at, if: anyhow }]);
  if (cursor !== undefined) return { next: 'again', carry: { phase: 'trail', cursor } };
  const step = found.count === 0 ? NEXT.clean : NEXT.left;
  return { next: 'again', carry: { step, phase: '', cursor: '', left: found.count } };
}
