/** Names in `Fn::Sub` text: `${Name}` and `${Name.Attribute}`, not the literal `${!Name}`. */
const PLACEHOLDER = /\$\{([^!}][^}]*)\}/g;

/** Every `${…}` name of a substitution text, trimmed. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => (match[1] ?? '').trim());
}

/** The text with each placeholder replaced and `${!Name}` turned into the literal `${Name}`. */
export function substitute(text: string, replace: (name: string) => string): string {
  return text
    .replace(PLACEHOLDER, (_, name: string) => replace(name.trim()))
    .replace(/\$\{!([^}]*)\}/g, (_, name: string) => '${' + name + '}');
}

function add(found: Set<string>, name: unknown): void {
  if (typeof name === 'string') found.add(name.split('.')[0] ?? name);
}

/** Names (logical ids, parameters, pseudo parameters) that a value refers to, at any depth. */
export function references(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) {
    for (const member of value) references(member, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (key === 'Ref') add(found, member);
      else if (key === 'Fn::GetAtt') add(found, Array.isArray(member) ? member[0] : member);
      else if (key === 'Fn::Sub') {
        const text: unknown = Array.isArray(member) ? member[0] : member;
        if (typeof text === 'string') for (const name of placeholders(text)) add(found, name);
        if (Array.isArray(member)) references(member[1], found);
      } else references(member, found);
    }
  }
  return found;
}

/** Export names that a value imports, as far as they are literal. */
export function imports(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) {
    for (const member of value) imports(member, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (key === 'Fn::ImportValue' && typeof member === 'string') found.add(member);
      else imports(member, found);
    }
  }
  return found;
}
