import { CERTIFICATE_COMMANDS } from './certificate.ts';
import type { Command } from './command.ts';
import { LOCAL_COMMANDS } from './local.ts';
import { TENANT_COMMANDS } from './tenants.ts';
import { VERIFY_COMMAND } from './verify-receipt.ts';

/** Every command of the platform team. */
export const COMMANDS: readonly Command[] = [
  ...TENANT_COMMANDS,
  ...CERTIFICATE_COMMANDS,
  VERIFY_COMMAND,
  ...LOCAL_COMMANDS,
];

/** Options that every command takes. */
export const COMMON_OPTIONS = {
  api: { type: 'string' },
  local: { type: 'string' },
  credentials: { type: 'string', default: '.local/credentials' },
  profile: { type: 'string', default: 'operator' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const COMMON_HELP = `  --api URL           address of the API (default http://127.0.0.1:4000)
  --credentials FILE  AWS credentials file (default .local/credentials; without one, the environment)
  --profile NAME      profile in that file (default operator)
  --local URL         the local cloud's AWS address (default: one port after the API's)
  --json              prints JSON
  --help              this text`;

const CODES = 'Exit status: 0 done, 1 refused, 2 called wrongly, 3 nobody answers.';

/** The help of one command, or of all. */
export function helpOf(command?: Command): string {
  if (command === undefined) {
    const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(16)} ${summary}`);
    const head = 'npm run bw -- COMMAND [options]\n\nCommands (each with --help):';
    return [head, ...rows, '', 'Options:', COMMON_HELP, '', CODES].join('\n');
  }
  const own = command.help.map((line) => {
    const [option = '', says = ''] = line.split(/\s{2,}/);
    return `  ${option.padEnd(18)}  ${says}`;
  });
  const title = `npm run bw -- ${command.name} ${command.usage}`.trim();
  return [title, '', `${command.summary}.`, '', 'Options:', ...own, COMMON_HELP, '', CODES].join('\n');
}
