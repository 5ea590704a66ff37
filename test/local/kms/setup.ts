import { KMSClient } from '@aws-sdk/client-kms';
import type { Kms } from '../../../local/kms/kms.ts';
import { createKms } from '../../../local/kms/kms.ts';
import type { TestWorld } from './world.ts';
import { testWorld } from './world.ts';
import type { Wire } from './wire.ts';
import { serve } from './wire.ts';

export const DAY = 86_400_000;

/** A KMS behind a wire, with an SDK client. */
export class Bench {
  readonly world: TestWorld;
  kms: Kms;
  wire: Wire;
  client: KMSClient;

  constructor(world: TestWorld, kms: Kms, wire: Wire) {
    this.world = world;
    this.kms = kms;
    this.wire = wire;
    this.client = clientOf(wire);
  }

  /** Closes the service and opens it again on the same files; `meanwhile` happens while it is down. */
  async restart(meanwhile: () => void = () => undefined): Promise<void> {
    this.client.destroy();
    await this.wire.close();
    meanwhile();
    this.kms = createKms(this.world);
    this.wire = await serve(this.kms);
    this.client = clientOf(this.wire);
  }

  async remove(): Promise<void> {
    this.client.destroy();
    await this.wire.close();
    await this.world.remove();
  }
}

export async function bench(): Promise<Bench> {
  const world = await testWorld();
  const kms = createKms(world);
  return new Bench(world, kms, await serve(kms));
}

const clientOf = (wire: Wire): KMSClient =>
  new KMSClient({
    endpoint: wire.endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
