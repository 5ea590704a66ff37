import { Problem } from '../kernel/problems.ts';

/** Callbacks that one request may name. */
export const MOST_CALLBACKS = 5;

const NAME = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/** True for a host that callbacks may be declared for: a name, never an address, since names are looked up and checked. */
export function isHostName(host: string): boolean {
  return NAME.test(host);
}

/** The address of a callback as it is called; undefined for one that is never called, whatever a business declares. */
export function callbackAddress(text: string): URL | undefined {
  if (text.length > 2048 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const plain = url.username === '' && url.password === '' && url.port === '' && url.hash === '';
  return url.protocol === 'https:' && plain && isHostName(url.hostname) ? url : undefined;
}

/** `rule.violated` for an address that is not called: not https, or of a host that the business has not declared. */
export function checkCallbacks(
  addresses: readonly string[],
  hosts: ReadonlySet<string>,
  pointer: (position: number) => string,
): void {
  const violations = addresses.flatMap((text, position) => {
    const url = callbackAddress(text);
    if (url && hosts.has(url.hostname)) return [];
    return [{ pointer: pointer(position), rule: url ? 'declared host' : 'https address' }];
  });
  if (violations.length > 0)
    throw new Problem('rule.violated', { detail: 'Callbacks go to declared hosts over https.', violations });
}
