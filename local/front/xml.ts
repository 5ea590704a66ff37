const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text made safe for XML content and attribute values. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

/** One element around content that is already XML. */
export function element(name: string, content: readonly string[], attributes = ''): string {
  return `<${name}${attributes}>${content.join('')}</${name}>`;
}

/** One element per member, in order; nested objects become nested elements. */
export function elements(members: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(members).map(([name, value]) => {
    if (typeof value === 'object' && value !== null) {
      return element(name, elements(value as Readonly<Record<string, unknown>>));
    }
    return element(name, [escapeXml(String(value))]);
  });
}
