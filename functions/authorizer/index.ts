import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { authorizeRequest } from '../../shared/access/authorize-request.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { createOffice } from '../../shared/store/office.ts';

const { DATA_TABLE, KEY_TABLE, TENANT_ROLE } = environment(['DATA_TABLE', 'KEY_TABLE', 'TENANT_ROLE']);

const office = createOffice({
  dataTable: DATA_TABLE,
  keyTable: KEY_TABLE,
  tenantRole: TENANT_ROLE,
  now: Date.now,
});

/** Verifies the API key of a request; the gateway keeps the verdict for 30 s. */
export const handler = (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> =>
  authorizeRequest((tenant, actor) => office.workspace(tenant, actor), event);
