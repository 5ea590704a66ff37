import { createHash } from 'node:crypto';
import type { Assembly } from './assembly.ts';

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}

/**
 * SHA-256 (hex) over the canonical JSON of every template by stack name: the same for what runs here and for what
 * `cdk synth` writes, whatever the order of keys and files.
 */
export function templateHash(assembly: Pick<Assembly, 'stacks'>): string {
  const templates = Object.fromEntries(assembly.stacks.map(({ name, template }) => [name, template]));
  return createHash('sha256').update(canonical(templates)).digest('hex');
}
