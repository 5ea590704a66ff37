import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { regionPin } from '../lib/region-pin.ts';
import { differencesText } from './reference/differences.ts';

const root = join(import.meta.dirname, '..');

/** Generated references: path from the root → text. The contract is one more (tools/contract.ts). */
export const REFERENCES: Readonly<Record<string, () => string>> = {
  'docs/reference/local-differences.md': differencesText,
  'docs/reference/scp.json': () => `${JSON.stringify(regionPin('aws'), null, 2)}\n`,
  'docs/reference/scp-aws-eusc.json': () => `${JSON.stringify(regionPin('aws-eusc'), null, 2)}\n`,
};

/** What is on disk; empty when it is not there. */
export function written(path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.main)
  for (const [path, text] of Object.entries(REFERENCES)) writeFileSync(join(root, path), text());
