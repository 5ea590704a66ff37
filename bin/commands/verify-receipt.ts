import { readFileSync } from 'node:fs';
import { verifyReceipt } from '../../shared/erasure/receipt/verify-receipt.ts';
import { CommandFailure, needed, oneWord, type Command } from './command.ts';

function read(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandFailure(2, `${what} cannot be read (${(error as { code?: string }).code ?? 'error'})`);
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new CommandFailure(2, 'the receipt is no JSON; give the file as it was handed over');
  }
}

/** PEM as text; anything else is taken for DER. */
function keyFrom(bytes: Buffer): string | Uint8Array {
  return bytes.includes('-----BEGIN') ? bytes.toString('utf8') : bytes;
}

/** Verifies a receipt of erasure; asks nobody. */
export const VERIFY_COMMAND: Command = {
  name: 'verify-receipt',
  usage: 'FILE --key FILE',
  summary: 'Verifies a receipt of an erasure on this machine, without asking anybody',
  help: ['--key FILE  the public key of the deployment: PEM, or DER (SubjectPublicKeyInfo)'],
  options: { key: { type: 'string' } },
  run: (given) => {
    const file = parsed(read(oneWord(given, 'the file of a receipt'), 'the receipt'));
    const verdict = verifyReceipt(file, keyFrom(read(needed(given, 'key'), 'the key')));
    const text = verdict.valid
      ? 'valid: signed by this key and unchanged'
      : ['NOT valid:', ...verdict.reasons.map((reason) => `  ${reason}`)].join('\n');
    return Promise.resolve({ json: verdict, text, exit: verdict.valid ? 0 : 1 });
  },
};
