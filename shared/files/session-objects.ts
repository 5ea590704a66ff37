import type { S3Client } from '@aws-sdk/client-s3';
import type { TenantId } from '../kernel/ids.ts';
import { s3Client } from '../store/clients/s3.ts';
import type { Office } from '../office/office.ts';
import type { SessionCredentials } from '../office/sessions.ts';
import type { Buckets, Objects } from './objects.ts';
import { createObjects } from './s3-objects.ts';

/** Objects reached with the tenants' sessions of an office; clients share sockets, never credentials. */
export function sessionObjects(office: Office, buckets: Buckets): Objects {
  const { requestHandler } = s3Client().config;
  const clients = new WeakMap<SessionCredentials, S3Client>();
  const clientOf = (credentials: SessionCredentials): S3Client => {
    const known = clients.get(credentials);
    if (known) return known;
    // Checksums of the SDK's own choice do not fit into forms and addresses.
    const client = s3Client({ credentials, requestHandler, requestChecksumCalculation: 'WHEN_REQUIRED' });
    clients.set(credentials, client);
    return client;
  };
  return createObjects({
    buckets,
    client: async (tenant: TenantId) => clientOf(await office.credentials(tenant)),
    fresh: async (tenant: TenantId) => clientOf(await office.freshCredentials(tenant)),
  });
}
