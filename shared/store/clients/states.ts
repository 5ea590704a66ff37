import type { SFNClientConfig } from '@aws-sdk/client-sfn';
import { SFNClient } from '@aws-sdk/client-sfn';
import { CLIENT_SETTINGS, regionGuard } from '../clients.ts';

/** A Step Functions client held to the allowed regions. */
export function statesClient(settings: SFNClientConfig = {}): SFNClient {
  const client = new SFNClient({ ...CLIENT_SETTINGS, ...settings });
  client.middlewareStack.use(regionGuard());
  return client;
}
