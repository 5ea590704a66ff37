import * as z from 'zod';
import { setFiscalYearEnd } from '../../tenants/fiscal-year.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import type { Route } from '../route.ts';

/** A day of every year; a leap year has the others. */
const monthDay = z
  .string()
  .refine((text) => /^\d\d-\d\d$/.test(text) && z.iso.date().safeParse(`2024-${text}`).success, {
    message: 'MM-DD',
  });
const common = {
  audience: 'tenant',
  function: 'rights',
  processing: 'none',
  path: '/v1/fiscal-year',
} as const;

/** When the fiscal years of the business end: statutes of retention count from there. */
export const FISCAL_YEAR_ROUTES: readonly Route<'tenant'>[] = [
  {
    ...common,
    method: 'GET',
    permission: 'tenant:read',
    summary: 'The last day of the fiscal years, from which statutes of retention count',
    output: z.object({ fiscalYearEnd: z.string() }),
    use: async (_, { workspace }) => {
      const { fiscalYearEnd } = await tenantSettings(workspace);
      return { status: 200, body: { fiscalYearEnd } };
    },
  },
  {
    ...common,
    method: 'PUT',
    permission: 'tenant:configure',
    summary: 'Says on which day the fiscal years end (MM-DD); plans made from then on count by it',
    body: z.strictObject({ fiscalYearEnd: monthDay }),
    use: async (_, { workspace }, { body }) => {
      await setFiscalYearEnd(workspace, body.fiscalYearEnd);
      return { status: 204 };
    },
  },
];
