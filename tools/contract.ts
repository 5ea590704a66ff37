import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publicContract } from '../shared/http/openapi.ts';
import { ROUTES } from '../shared/http/routes.ts';

/** Where the public contract is kept. */
export const CONTRACT = fileURLToPath(new URL('../docs/reference/openapi.json', import.meta.url));

/** The text of the public contract as it has to be on disk. */
export function contractText(): string {
  return `${JSON.stringify(publicContract(ROUTES), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(dirname(CONTRACT), { recursive: true });
  await writeFile(CONTRACT, contractText());
}
