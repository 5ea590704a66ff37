/** One text of a template and where it stands. */
export interface Text {
  readonly path: readonly string[];
  readonly text: string;
}

function joined(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object') return undefined;
  const [name, argument] = Object.entries(value)[0] ?? [];
  if (name === 'Ref') return `\${${String(argument)}}`;
  if (name === 'Fn::GetAtt') return `\${${[argument].flat().join('.')}}`;
  if (name === 'Fn::Sub') return String([argument].flat()[0]);
  if (name !== 'Fn::Join' || !Array.isArray(argument)) return undefined;
  const [separator, members] = argument as [string, unknown];
  if (!Array.isArray(members)) return undefined;
  return members.map((part) => joined(part) ?? '${?}').join(separator);
}

/** Every text of a template; joins are put together first, so that nothing hides by being taken apart. */
export function textsOf(value: unknown, path: readonly string[] = []): Text[] {
  const whole = joined(value);
  if (whole !== undefined) return [{ path, text: whole }, ...parts(value, path)];
  if (Array.isArray(value)) return value.flatMap((part, index) => textsOf(part, [...path, String(index)]));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, part]) => [
    { path: [...path, name], text: name },
    ...textsOf(part, [...path, name]),
  ]);
}

/** What stands inside a join: values of substitutions and functions that were not put together. */
function parts(value: unknown, path: readonly string[]): Text[] {
  if (value === null || typeof value !== 'object') return [];
  const [name, argument] = Object.entries(value)[0] ?? [];
  if (name === 'Fn::Sub' && Array.isArray(argument)) return textsOf(argument[1], path);
  if (name !== 'Fn::Join' || !Array.isArray(argument)) return [];
  const nested = (argument[1] as unknown[]).filter((part) => typeof part === 'object');
  return nested.flatMap((part) => textsOf(part, path));
}
