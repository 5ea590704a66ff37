import type { Reply } from '../front/service.ts';
import type { XmlValue } from './xml.ts';
import { renderXml } from './xml.ts';

/** An answer in XML. */
export const xmlReply = (
  root: string,
  value: XmlValue,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body: renderXml(root, value),
});

/** An answer without a body. */
export const emptyReply = (
  status: 200 | 204 | 304,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status,
  headers,
});

/** Time as XML bodies write it. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
