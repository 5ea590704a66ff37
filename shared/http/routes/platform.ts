import * as z from 'zod';
import { country, emailAddress, text } from '../../catalogue/values.ts';
import type { TenantId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Now } from '../../kernel/time.ts';
import type { Office } from '../../office/office.ts';
import type { SystemTables } from '../../store/system-tables.ts';
import { claimTenant } from '../../tenants/claim.ts';
import { beginTenant, type StartOnboarding } from '../../tenants/begin.ts';
import { findTenant, listTenants } from '../../tenants/directory.ts';
import type { Route } from '../route.ts';

/** What the platform routes are wired with. */
export interface PlatformServices {
  readonly directory: SystemTables;
  readonly office: Office;
  readonly now: Now;
  readonly startOnboarding: StartOnboarding;
}

const tenantId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const tenantBody = z.object({
  tenant: tenantId,
  state: z.enum(['onboarding', 'active', 'failed']),
  country,
  createdAt: z.iso.datetime(),
});
const common = { audience: 'platform', function: 'platform', processing: 'none' } as const;

/** What the platform's operator can do: begin tenants, see that they exist, hand them over; never look inside. */
export const PLATFORM_ROUTES: readonly Route<'platform', PlatformServices>[] = [
  {
    ...common,
    method: 'POST',
    path: '/v1/platform/tenants',
    summary: 'Begin a tenant; its workflow goes on in the background',
    body: z.strictObject({
      country,
      /** Chosen by the caller (26 characters), it makes the call repeatable. */
      tenant: tenantId.optional(),
    }),
    output: tenantBody,
    use: async ({ directory, now, startOnboarding }, _, { body }) => {
      const entered = await beginTenant(directory, startOnboarding, body, now);
      return { status: 202, body: entered, location: `/v1/platform/tenants/${entered.tenant}` };
    },
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/platform/tenants',
    summary: 'List tenants by id',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(25),
      cursor: tenantId.optional(),
    }),
    output: z.object({ items: z.array(tenantBody), cursor: tenantId.optional() }),
    use: async ({ directory }, _, { query }) => {
      const { tenants, next } = await listTenants(directory, query.limit, query.cursor);
      return { status: 200, body: { items: tenants, ...(next ? { cursor: next } : {}) } };
    },
  },
  {
    ...common,
    method: 'GET',
    path: '/v1/platform/tenants/{tenant}',
    summary: 'How far a tenant has come',
    params: z.strictObject({ tenant: tenantId }),
    output: tenantBody,
    use: async ({ directory }, _, { path }) => ({
      status: 200,
      body: await findTenant(directory, path.tenant as TenantId),
    }),
  },
  {
    ...common,
    method: 'POST',
    path: '/v1/platform/tenants/{tenant}/claim',
    summary: 'Hand a tenant to its first administrator; the secret is in this answer only',
    params: z.strictObject({ tenant: tenantId }),
    body: z.strictObject({
      name: text(200),
      admin: z.strictObject({ name: text(200), email: emailAddress }),
    }),
    output: z.object({ principal: z.string(), keyId: z.string(), apiKey: z.string() }),
    use: async ({ directory, office }, _, { path, body }) => {
      const { tenant, state } = await findTenant(directory, path.tenant as TenantId);
      if (state !== 'active')
        throw new Problem('state.conflict', { detail: 'Wait until the tenant is active.' });
      const workspace = office.workspace(tenant, { kind: 'operator', id: 'operator' });
      const { principal, key } = await claimTenant(workspace, body);
      return { status: 201, body: { principal, keyId: key.id, apiKey: key.apiKey } };
    },
  },
];
