import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../kernel/canonical-json.ts';
import { newTimeId, type Id } from '../../../kernel/ids.ts';
import { instant } from '../../../kernel/time.ts';
import type { Workspace } from '../../../store/workspace.ts';

/** Signs up to 4,096 bytes (ECDSA_SHA_256 over the message itself); gives DER. */
export type SignCase = (message: Uint8Array) => Promise<Uint8Array>;

/** The parts of a bundle by name: lists of facts, never content. */
export type Parts = Readonly<Record<string, readonly Json[]>>;

/** What names every part of a bundle by its SHA-256 in RFC 8785 form; `receipt` is its own id. */
export interface Manifest {
  readonly v: 1;
  readonly kind: 'case-file' | 'inquiry';
  readonly receipt: Id;
  readonly tenant: string;
  /** The request, or the bundle itself when it is about several. */
  readonly request: Id;
  readonly at: string;
  readonly parts: readonly { readonly name: string; readonly count: number; readonly sha256: string }[];
}

/** A manifest with its signature, in the form that the verifier of receipts reads. */
export interface SignedManifest {
  readonly receipt: Manifest;
  readonly statement: Readonly<Record<string, Json>>;
  readonly signature: string;
  readonly algorithm: 'ECDSA_SHA_256';
}

/** A signed bundle, verifiable offline. */
export type Bundle = SignedManifest & { readonly parts: Parts };

const digest = (value: unknown) => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** The parts as a manifest names them, in the order of their names. */
export function digestsOf(parts: Parts): Manifest['parts'] {
  return Object.keys(parts)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => ({ name, count: parts[name]?.length ?? 0, sha256: digest(parts[name]) }));
}

/** Makes the manifest of parts and signs it. */
export async function signBundle(
  workspace: Workspace,
  kind: Manifest['kind'],
  parts: Parts,
  sign: SignCase,
  request?: Id,
): Promise<SignedManifest> {
  const receipt = newTimeId(workspace.now(), workspace.random);
  const said = {
    v: 1,
    receipt,
    tenant: workspace.tenant,
    request: request ?? receipt,
    at: instant(workspace.now()),
  } as const;
  const manifest: Manifest = { ...said, kind, parts: digestsOf(parts) };
  const statement = { ...said, sha256: digest(manifest) };
  const signature = Buffer.from(await sign(Buffer.from(canonicalJson(statement)))).toString('base64');
  return { receipt: manifest, statement, signature, algorithm: 'ECDSA_SHA_256' };
}

/** Names of the parts that are not what the manifest says; the signature is the verifier's of receipts. */
export function changedParts({ receipt, parts }: Pick<Bundle, 'receipt' | 'parts'>): string[] {
  const now = new Map(digestsOf(parts).map(({ name, sha256 }) => [name, sha256]));
  const said = new Map(receipt.parts.map(({ name, sha256 }) => [name, sha256]));
  return [...new Set([...now.keys(), ...said.keys()])].filter((name) => now.get(name) !== said.get(name));
}
