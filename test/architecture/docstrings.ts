import { textOf } from './sources.ts';

const EXPORTED =
  /^export (?:async |abstract |declare )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/;

/** Names that a text exports without a sentence above them; one sentence may stand over lines that follow each other. */
export function undocumented(text: string): string[] {
  const lines = text.split('\n');
  const told = (line: number): boolean => {
    const above = lines[line - 1]?.trim() ?? '';
    if (above.endsWith('*/')) return true;
    if (above.startsWith('// oxlint-disable')) return told(line - 1);
    return EXPORTED.test(above) && above.endsWith(';') && told(line - 1);
  };
  return lines.flatMap((line, index) => {
    const name = EXPORTED.exec(line)?.[1];
    return name === undefined || told(index) ? [] : [name];
  });
}

/** Operations named as in the service's own reference, which describes them. */
export function isOperationTable(path: string): boolean {
  return /^local\/(?:s3|kms)\/operations\//.test(path);
}

/** Number of exported things without a sentence, by file. */
export function undocumentedIn(paths: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    paths
      .filter((path) => !isOperationTable(path))
      .map((path): [string, number] => [path, undocumented(textOf(path)).length])
      .filter(([, count]) => count > 0),
  );
}
