/** The two reasons for which Art. 12(3) lets the answer take three months. */
export const EXTENSION_REASONS = {
  complexity: 'The request is complex',
  number: 'The number of requests',
} as const;
/** A reason for an extension. */
export type ExtensionReason = keyof typeof EXTENSION_REASONS;

/** An extension of which the person was told in time; `extend` makes it. */
export interface Extension {
  readonly toldAt: string;
  readonly reasons: readonly ExtensionReason[];
}

/** True for a reason of Art. 12(3). */
export function isExtensionReason(value: string): value is ExtensionReason {
  return Object.hasOwn(EXTENSION_REASONS, value);
}
