import type { Pluggable } from '@smithy/types';
import { REGIONS, type Region } from '../kernel/regions.ts';

/** What the names of endpoints end with, by partition: the older suffix and the one of both address families. */
const SUFFIXES = {
  aws: ['amazonaws.com', 'api.aws'],
  'aws-eusc': ['amazonaws.eu', 'api.amazonwebservices.eu'],
} as const satisfies Record<(typeof REGIONS)[Region]['partition'], readonly string[]>;

const ENDINGS = Object.entries(REGIONS).flatMap(([region, { partition }]) =>
  SUFFIXES[partition].map((suffix) => `.${region}.${suffix}`),
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
  const { hostname, protocol } = request as { hostname?: string; protocol?: string };
  if (hostname === undefined || !isAllowedHost(hostname))
    throw Object.assign(new Error('the endpoint is outside the allowed regions'), { name: 'RegionRefused' });
  if (protocol !== 'https:' && !LOOPBACK.test(hostname.toLowerCase()))
    throw Object.assign(new Error('the endpoint is reached in clear'), { name: 'TransportRefused' });
}

/**
 * A host outside the Union is refused, and so is plain HTTP to any host but this machine: before a request is signed,
 * which presigned addresses pass too, and once more as the last step before it leaves. Presigned POST forms pass
 * neither: check their URL by `isAllowedHost`.
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
