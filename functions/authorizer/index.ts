import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { authorizeRequest } from '../../shared/access/authorize-request.ts';
import { officeFromEnvironment } from '../../shared/office/from-environment.ts';

const office = officeFromEnvironment(Date.now);

/** Verifies the API key of a request; the gateway keeps the verdict for 30 s. */
export const handler = (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> =>
  authorizeRequest((tenant, actor) => office.workspace(tenant, actor), event);
