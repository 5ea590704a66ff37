import { Problem } from '../kernel/problems.ts';
import { PROTOTYPE_NAMES, parseJsonText } from '../kernel/json-text.ts';
import { header } from './request-head.ts';
import type { GatewayEvent } from './request-head.ts';
import type { RouteRow } from './route.ts';

/** Largest body in bytes of a route that names none. */
export const BODY_LIMIT = 64 * 1024;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MEDIA_TYPE = /^([a-z0-9.+-]+\/[a-z0-9.+-]+)\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** Media types of bodies by what the route is; a merge patch is RFC 7396, a form comes from the public pages only. */
function readable(route: RouteRow): readonly string[] {
  if (route.media) return [route.media];
  if (route.audience === 'public') return ['application/json', 'application/x-www-form-urlencoded'];
  return route.method === 'PATCH'
    ? ['application/json', 'application/merge-patch+json']
    : ['application/json'];
}

/** A body as text, and what it is a text of. */
export interface BodyText {
  readonly type: string;
  readonly text: string;
}

/** The body as text, undefined when there is none; refuses by media type, size and bytes, in this order. */
export function bodyText(event: GatewayEvent, route: RouteRow): BodyText | undefined {
  const sent = event.body ?? '';
  if (route.body === undefined) {
    if (sent === '') return undefined;
    throw new Problem('request.invalid', { violations: [{ pointer: '', rule: 'unexpected' }] });
  }
  const type = MEDIA_TYPE.exec(header(event, 'content-type') ?? '')?.[1]?.toLowerCase();
  if (type === undefined || !readable(route).includes(type)) throw new Problem('media-type.unsupported');
  return { type, text: decode(sent, event.isBase64Encoded, route.bodyLimit ?? BODY_LIMIT) };
}

/** The value that a body's text stands for; refuses a text that is not of its type. */
export function bodyValue(body: BodyText | undefined): unknown {
  if (!body || body.type === 'text/plain') return body?.text;
  return body.type === 'application/x-www-form-urlencoded' ? parseForm(body.text) : parseJsonText(body.text);
}

function decode(sent: string, base64: boolean, limit: number): string {
  if ((base64 ? Math.floor((sent.length * 3) / 4) - 2 : sent.length) > limit) {
    throw new Problem('request.too-large');
  }
  if (base64 && !BASE64.test(sent)) throw new Problem('request.malformed');
  if (!base64 && !sent.isWellFormed()) throw new Problem('request.malformed');
  const bytes = Buffer.from(sent, base64 ? 'base64' : 'utf8');
  if (bytes.length > limit) throw new Problem('request.too-large');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem('request.malformed', { detail: 'The body has to be UTF-8.' });
  }
}

function parseForm(text: string): Readonly<Record<string, string>> {
  const fields = [...new URLSearchParams(text)];
  const names = new Set(fields.map(([name]) => name));
  if (names.size !== fields.length || fields.some(([name]) => PROTOTYPE_NAMES.has(name))) {
    throw new Problem('request.malformed', { detail: 'A field is reserved or was sent twice.' });
  }
  return Object.fromEntries(fields);
}
