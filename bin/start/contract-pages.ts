import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StaticPage } from '../../local/pages/pages.ts';
import { contractPage, type Contract } from '../../tools/reference/contract-page.ts';

const FILE = join(import.meta.dirname, '..', '..', 'docs', 'reference', 'openapi.json');

/** Where the reference of the contract is served; with `.json` at the end, the document itself. */
export const CONTRACT_PATH = '/_local/contract';

/** The pages of the public contract, by path. */
export function contractPages(): Record<string, StaticPage> {
  const text = readFileSync(FILE, 'utf8');
  const html = contractPage(JSON.parse(text) as Contract);
  return {
    [CONTRACT_PATH]: { type: 'text/html; charset=utf-8', body: html },
    [`${CONTRACT_PATH}.json`]: { type: 'application/json', body: text },
  };
}
