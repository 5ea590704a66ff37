import { environment } from '../kernel/environment.ts';
import type { BucketName } from './objects.ts';

const VARIABLE_OF = {
  intake: 'INTAKE_BUCKET',
  vault: 'VAULT_BUCKET',
  handover: 'HANDOVER_BUCKET',
} as const satisfies Record<BucketName, string>;

/** The names of some buckets as the environment of this process holds them; each one asked for has to be there. */
export function bucketsFromEnvironment<const B extends readonly BucketName[]>(
  wanted: B,
): Readonly<Record<B[number], string>> {
  const found = environment(wanted.map((bucket) => VARIABLE_OF[bucket]));
  return Object.fromEntries(wanted.map((bucket) => [bucket, found[VARIABLE_OF[bucket]]])) as Record<
    B[number],
    string
  >;
}
