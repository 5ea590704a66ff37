import type { STSClientConfig } from '@aws-sdk/client-sts';
import { STSClient } from '@aws-sdk/client-sts';
import { CLIENT_SETTINGS, regionGuard } from '../clients.ts';

/** An STS client held to the allowed regions. */
export function stsClient(settings: STSClientConfig = {}): STSClient {
  const client = new STSClient({ ...CLIENT_SETTINGS, ...settings });
  client.middlewareStack.use(regionGuard());
  return client;
}
