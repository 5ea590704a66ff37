import type { Check } from './check.ts';
import { GATEWAY_CHECKS } from './gateway-checks.ts';
import { MANUAL_CHECKS } from './manual-checks.ts';
import { SERVICE_CHECKS } from './service-checks.ts';
import { TABLE_CHECKS } from './table-checks.ts';
import { WRITE_CHECKS } from './write-checks.ts';

/** Every assumption that only AWS can confirm. */
export const CHECKS: readonly Check[] = [
  ...GATEWAY_CHECKS,
  ...TABLE_CHECKS,
  ...SERVICE_CHECKS,
  ...WRITE_CHECKS,
  ...MANUAL_CHECKS,
];

/** The checks as text, one paragraph each. */
export function listed(checks: readonly Check[] = CHECKS): string {
  return checks
    .map(({ id, question, how, needs = [], run }) => {
      const kind = [run ? 'automatic' : 'by hand', ...needs].join(', ');
      return `${id} (${kind})\n  ${question}\n  ${how}`;
    })
    .join('\n\n');
}
