import * as z from 'zod';
import { zoneOf } from '../../rights/deadlines/zone.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { isTimeZone, setTimeZone } from '../../tenants/time-zone.ts';
import type { Route } from '../route.ts';

const common = {
  audience: 'tenant',
  function: 'rights',
  processing: 'none',
  path: '/v1/time-zone',
} as const;
const zone = z.string().max(64).refine(isTimeZone, { message: 'zone of the IANA database' });

/** In which zone the business is: the day on which a request was received is read there. */
export const TIME_ZONE_ROUTES: readonly Route<'tenant'>[] = [
  {
    ...common,
    method: 'GET',
    permission: 'tenant:read',
    summary: 'The time zone in which the day of a receipt is read; that of the country unless it was set',
    output: z.object({ timeZone: z.string() }),
    use: async (_, { workspace }) => ({
      status: 200,
      body: { timeZone: zoneOf(await tenantSettings(workspace)) },
    }),
  },
  {
    ...common,
    method: 'PUT',
    permission: 'tenant:configure',
    summary: 'Says in which time zone (IANA) the business is; requests that are open keep theirs',
    body: z.strictObject({ timeZone: zone }),
    use: async (_, { workspace }, { body }) => {
      await setTimeZone(workspace, body.timeZone);
      return { status: 204 };
    },
  },
];
