/** One mail address with its optional display name. */
export interface Address {
  readonly name: string;
  readonly address: string;
}

const PLAIN = /^[^\s@<>,;:"()[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Parses `a@b` and `Name <a@b>`; `undefined` for anything else, line breaks above all (header injection). */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 320 || CONTROL.test(text)) return undefined;
  const named = /^(.*)<([^<>]+)>\s*$/.exec(text);
  const address = (named?.[2] ?? text).trim();
  const name = (named?.[1] ?? '').trim().replace(/^"(.*)"$/, '$1');
  return PLAIN.test(address) ? { name, address } : undefined;
}

/** The identities that could cover an address, most specific first: itself, its domain, the domains above. */
export function identitiesFor(address: string): string[] {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const labels = domain.split('.');
  const above = labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join('.'));
  return [address.toLowerCase(), domain, ...above];
}
