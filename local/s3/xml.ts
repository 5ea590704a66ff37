import { refusal } from './refusal.ts';

/** What an XML answer is built of; lists repeat their element, undefined leaves it out. */
export type XmlValue =
  string | number | boolean | undefined | readonly XmlValue[] | { readonly [name: string]: XmlValue };

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  '\r': '&#13;',
};
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Renders a document with S3's namespace on its root. */
export const renderXml = (root: string, value: XmlValue): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content(value)}</${root}>`;

function element(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (isList(value)) return value.map((entry) => element(name, entry)).join('');
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: XmlValue): string {
  if (value === undefined || isList(value)) return '';
  if (typeof value !== 'object') return String(value).replace(/[<>&"\r]/g, (letter) => ESCAPES[letter] ?? '');
  return Object.entries(value)
    .map(([name, entry]) => element(name, entry))
    .join('');
}

const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

/** One parsed element. */
export class XmlElement {
  readonly name: string;
  readonly children: XmlElement[] = [];
  text = '';

  constructor(name: string) {
    this.name = name;
  }

  all(name: string): XmlElement[] {
    return this.children.filter((child) => child.name === name);
  }

  /** Text of the only child of that name, or undefined when there is none; two are `MalformedXML`. */
  value(name: string): string | undefined {
    const found = this.all(name);
    if (found.length > 1) throw refusal('MalformedXML');
    return found[0]?.text;
  }

  /** Refuses elements that nobody reads. */
  only(...names: string[]): this {
    if (this.children.some((child) => !names.includes(child.name))) throw refusal('MalformedXML');
    return this;
  }
}

const TOKEN =
  /<\?[^?]*\?>|<(\/?)([A-Za-z][\w.-]*)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>|([^<]+)/y;

/** Parses a request body whose root is `root`; no document types, comments or processing, so nothing can expand. */
export function parseXml(source: string, root: string): XmlElement {
  const top = new XmlElement('');
  const open = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const token = TOKEN.exec(source);
    const parent = open.at(-1);
    if (!token || !parent || open.length > 16) throw refusal('MalformedXML');
    const [, closing, name, selfClosing, text] = token;
    if (text !== undefined) parent.text += decode(text);
    else if (name === undefined) continue;
    else if (closing) {
      if (parent.name !== name) throw refusal('MalformedXML');
      open.pop();
    } else {
      const child = new XmlElement(name);
      parent.children.push(child);
      if (!selfClosing) open.push(child);
    }
  }
  const [only] = top.children;
  if (open.length !== 1 || top.children.length !== 1 || only?.name !== root) throw refusal('MalformedXML');
  return only;
}

const decode = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (_, hex: string, decimal: string, name: string) => {
      if (name !== undefined) return NAMED[name] ?? raise();
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : raise();
    },
  );

const raise = (): never => {
  throw refusal('MalformedXML');
};
