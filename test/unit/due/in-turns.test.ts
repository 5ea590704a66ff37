import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inTurns } from '../../../shared/due/in-turns.ts';
import type { TenantDue } from '../../../shared/due/sweep-due.ts';
import type { Id, TenantId } from '../../../shared/kernel/ids.ts';
import { DAY, MINUTE } from '../../../shared/kernel/time.ts';
import type { DueKind } from '../../../shared/store/grammar.ts';

const NOON = Date.UTC(2027, 2, 1, 12);
const piece = (tenant: string, reference: string, at = NOON, kind: DueKind = 'request'): TenantDue => ({
  tenant: tenant as TenantId,
  kind,
  reference: reference as Id,
  at,
});
const many = (count: number, of: (at: number) => TenantDue) =>
  Array.from({ length: count }, (_, at) => of(at));
const placeOf = (found: readonly TenantDue[], reference: string) =>
  inTurns(found, 0).findIndex(([first]) => first.reference === reference);

describe('the order of due work', () => {
  test('a thousand erasures of one business hold up nothing of another', () => {
    const found = [...many(1000, (at) => piece('A', `a${at}`)), piece('B', 'b')];
    expect(placeOf(found, 'b')).toBe(1);
  });

  test('what has failed for days holds up nothing that is due today, nor work of another kind', () => {
    const found = [
      ...many(1000, (at) => piece('A', `old${at}`, NOON - DAY)),
      piece('A', 'today'),
      piece('A', 'kept', NOON - DAY, 'kept'),
    ];
    expect(placeOf(found, 'today')).toBeLessThan(3);
    expect(placeOf(found, 'kept')).toBeLessThan(3);
  });

  test('consecutive sweeps begin at other pieces', () => {
    const found = many(250, (at) => piece('A', `a${at}`));
    const beginnings = [0, 1, 2].map((turn) => inTurns(found, turn)[0]?.[0].reference);
    expect(new Set(beginnings).size).toBe(3);
  });

  test('nothing is lost or doubled, and what is about one thing stays together, oldest first', () => {
    const found = fc.array(
      fc.record({
        tenant: fc.constantFrom('A', 'B', 'C'),
        reference: fc.constantFrom('r', 's', 't', 'u'),
        minute: fc.nat(5000),
        kind: fc.constantFrom<DueKind>('request', 'kept', 'hold'),
      }),
    );
    fc.assert(
      fc.property(found, fc.nat(), (rows, turn) => {
        const pieces = rows.map(({ tenant, reference, minute, kind }) =>
          piece(tenant, reference, NOON - minute * MINUTE, kind),
        );
        const strands = inTurns(pieces, turn);
        expect(new Set(strands.flat())).toEqual(new Set(pieces));
        expect(strands.flat()).toHaveLength(pieces.length);
        const about = strands.map(([{ tenant, reference }]) => `${tenant} ${reference}`);
        expect(new Set(about).size).toBe(strands.length);
        for (const strand of strands)
          expect(strand.map(({ at }) => at)).toEqual(strand.map(({ at }) => at).toSorted((a, b) => a - b));
      }),
    );
  });
});
