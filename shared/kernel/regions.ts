/**
 * Where data may be (promise: stored in the Union). An allow-list, because a prefix is no test of it: `eu-west-2` is
 * London and `eu-central-2` Zurich.
 */
export const REGIONS = {
  'eu-central-1': { partition: 'aws', place: 'Frankfurt' },
  'eu-west-1': { partition: 'aws', place: 'Dublin' },
  'eu-west-3': { partition: 'aws', place: 'Paris' },
  'eu-north-1': { partition: 'aws', place: 'Stockholm' },
  'eu-south-1': { partition: 'aws', place: 'Milan' },
  'eu-south-2': { partition: 'aws', place: 'Aragon' },
  'eusc-de-east-1': { partition: 'aws-eusc', place: 'Brandenburg' },
} as const satisfies Record<string, { partition: string; place: string }>;
/** A region of the allow-list. */
export type Region = keyof typeof REGIONS;

/** True for a region of the allow-list. */
export function isRegion(value: string): value is Region {
  return Object.hasOwn(REGIONS, value);
}
