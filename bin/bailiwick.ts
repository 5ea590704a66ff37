import { parseArgs } from 'node:util';
import { CommandFailure, type Command, type ExitCode } from './commands/command.ts';
import { COMMANDS, COMMON_OPTIONS, helpOf } from './commands/table.ts';

/** The command that the first words name, and the words after it. */
function commandOf(args: readonly string[]): { command?: Command; rest: readonly string[] } {
  const command = COMMANDS.find(({ name }) =>
    name.split(' ').every((word, position) => args[position] === word),
  );
  return command === undefined
    ? { rest: args }
    : { command, rest: args.slice(command.name.split(' ').length) };
}

function parsed(command: Command, rest: readonly string[]) {
  try {
    const options = { ...COMMON_OPTIONS, ...command.options };
    return parseArgs({ args: [...rest], options, allowPositionals: true });
  } catch (error) {
    // Node names the option, never a value.
    throw new CommandFailure(2, `${(error as Error).message.split('. ')[0]}; see --help`);
  }
}

async function main(args: readonly string[]): Promise<ExitCode> {
  const { command, rest } = commandOf(args);
  if (command === undefined) {
    const asked = args.length === 0 || args.includes('--help');
    if (!asked) throw new CommandFailure(2, 'there is no such command; --help lists them');
    console.log(helpOf());
    return args.length === 0 ? 2 : 0;
  }
  const { values, positionals } = parsed(command, rest);
  if (values.help) {
    console.log(helpOf(command));
    return 0;
  }
  const options = values as Readonly<Record<string, string | boolean | undefined>>;
  const { json, text, exit = 0 } = await command.run({ words: positionals, options });
  console.log(values.json ? JSON.stringify(json) : text);
  return exit;
}

main(process.argv.slice(2)).then(
  (exit) => {
    process.exitCode = exit;
  },
  (error: unknown) => {
    const failure = error instanceof CommandFailure ? error : undefined;
    console.error(failure?.message ?? 'the command line failed; this is a fault of ours');
    process.exitCode = failure?.exit ?? 1;
  },
);
