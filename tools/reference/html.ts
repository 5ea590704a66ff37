const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in an element or a quoted attribute. */
export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
}

/** A table; the cells are HTML. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table>${row(heads, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}

const STYLE = [
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}',
  'h1{font-size:1.8rem;margin-bottom:.2rem}h2{margin-top:2.5rem;border-bottom:1px solid #ccc}h3{font-size:1rem}',
  'code{font:.9em ui-monospace,monospace}table{border-collapse:collapse;width:100%}',
  'td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;border-top:1px solid #eee}th{color:#555}',
  'details{margin:.3rem 0}summary{cursor:pointer}summary b{display:inline-block;width:4.5rem}',
  'details>div{margin:.3rem 0 1rem 1rem}nav a{margin-right:.9rem}.n{color:#555}',
  '@media(prefers-color-scheme:dark){body{background:#16181b;color:#e6e6e6}td,th{border-color:#333}th,.n{color:#aaa}a{color:#8ab4f8}}',
].join('');

/** A whole page without scripts and without anything to load. */
export function page(title: string, parts: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escape(title)}</title><style>${STYLE}</style></head><body>`,
    ...parts,
    '</body></html>',
    '',
  ].join('\n');
}
