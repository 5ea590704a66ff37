import type { ParseArgsOptionsConfig } from 'node:util';

/** How a command ends: 0 it did what was asked, 1 it was refused, 2 it was called wrongly, 3 nobody answers. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Why a command did not do what was asked; the message tells what to do next and holds no secret. */
export class CommandFailure extends Error {
  readonly exit: ExitCode;

  constructor(exit: ExitCode, message: string) {
    super(message);
    this.name = 'CommandFailure';
    this.exit = exit;
  }
}

/** What was given on the command line. */
export interface Given {
  /** Words that are no option, after the command's own. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** What a command prints: `json` with --json, `text` without. */
export interface Printed {
  readonly json: unknown;
  readonly text: string;
  /** 1 for an answer that is a no, such as a receipt that does not verify. */
  readonly exit?: ExitCode;
}

/** One command: a row of the table of commands. */
export interface Command {
  /** For example `tenants create`. */
  readonly name: string;
  /** What follows the name, for the help text. */
  readonly usage: string;
  readonly summary: string;
  /** One line of help for each option of its own. */
  readonly help: readonly string[];
  readonly options: ParseArgsOptionsConfig;
  readonly run: (given: Given) => Promise<Printed>;
}

/** The text of an option that has to be there. */
export function needed({ options }: Given, name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '')
    throw new CommandFailure(2, `--${name} is needed; see --help`);
  return value;
}

/** The one word that has to follow the command. */
export function oneWord({ words }: Given, what: string): string {
  const [word] = words;
  if (word === undefined || words.length > 1) throw new CommandFailure(2, `give ${what}; see --help`);
  return word;
}

/** Refuses words that a command does not take. */
export function noWords({ words }: Given): void {
  if (words.length > 0) throw new CommandFailure(2, 'there are words too many; see --help');
}
