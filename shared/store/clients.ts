import type { Pluggable } from '@smithy/types';

/** Regions of the Union in which data may be (design §9), with the suffixes of their endpoints. */
export const REGIONS = {
  'eu-central-1': ['amazonaws.com', 'api.aws'],
  'eu-west-1': ['amazonaws.com', 'api.aws'],
  'eu-west-3': ['amazonaws.com', 'api.aws'],
  'eu-north-1': ['amazonaws.com', 'api.aws'],
  'eu-south-1': ['amazonaws.com', 'api.aws'],
  'eu-south-2': ['amazonaws.com', 'api.aws'],
  'eusc-de-east-1': ['amazonaws.eu', 'api.amazonwebservices.eu'],
} as const;
/** A region of the allow-list. */
export type Region = keyof typeof REGIONS;

const ENDINGS = Object.entries(REGIONS).flatMap(([region, suffixes]) =>
  suffixes.map((suffix) => `.${region}.${suffix}`),
);
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[?::1\]?|localhost|.+\.localhost)$/;

/** True for an endpoint of an allowed region, or of this machine. */
export function isAllowedHost(hostname: string): boolean {
  const host = hostname.toLowerCase();
  return LOOPBACK.test(host) || ENDINGS.some((ending) => host.endsWith(ending));
}

/** Connection and answer bounds of every client, in milliseconds; attempts include the first one. */
export const CLIENT_SETTINGS = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;

function hold(request: unknown): void {
  const { hostname } = request as { hostname?: string };
  if (hostname !== undefined && isAllowedHost(hostname)) return;
  throw Object.assign(new Error('the endpoint is outside the allowed regions'), { name: 'RegionRefused' });
}

/**
 * A host outside the Union is refused (threat 37): before a request is signed, which presigned addresses pass too,
 * and once more as the last step before it leaves. Presigned POST forms pass neither: check their URL by `isAllowedHost`.
 */
export function regionGuard<Input extends object, Output extends object>(): Pluggable<Input, Output> {
  return {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (args) => {
          hold(args.request);
          return next(args);
        },
        { step: 'build', name: 'regionGuard', priority: 'low' },
      );
      stack.add(
        (next) => async (args) => {
          hold(args.request);
          return next(args);
        },
        { step: 'finalizeRequest', name: 'regionGuardAtTheEnd', priority: 'low' },
      );
    },
  };
}
