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
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 10_000 },
} as const;

/** The last step of every client before a request leaves: a host outside the Union is refused (threat 37). */
export function regionGuard<Input extends object, Output extends object>(): Pluggable<Input, Output> {
  return {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (args) => {
          const { hostname } = args.request as { hostname?: string };
          if (hostname === undefined || !isAllowedHost(hostname)) {
            throw Object.assign(new Error('the endpoint is outside the allowed regions'), {
              name: 'RegionRefused',
            });
          }
          return next(args);
        },
        { step: 'finalizeRequest', name: 'regionGuard', priority: 'low' },
      );
    },
  };
}
