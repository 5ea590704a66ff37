import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startCloud, type Cloud } from '../local/cloud.ts';
import { CONTRACT_PATH, contractPages } from './start/contract-pages.ts';
import { freePorts } from './start/free-ports.ts';
import { resetState } from './start/reset.ts';
import { synthesized } from './start/synthesized.ts';
import { writeCredentials } from './start/write-credentials.ts';

const HELP = `npm start -- [options]

Synthesizes the CDK app and runs that template on this machine.

  --port N       port of the API; AWS calls go to N+1 (default 4000; 0: any two that are free)
  --state DIR    folder of everything that survives a restart (default .local)
  --clock TIME   RFC 3339; where time begins, for a fresh state folder only
  --reset        forgets the state folder first
  --help         this text`;

/** What was asked for on the command line; ends the process on a mistake. */
function options() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4000' },
        state: { type: 'string', default: '.local' },
        clock: { type: 'string' },
        reset: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_000) throw new RangeError('--port is 0 to 65000');
    const origin = values.clock === undefined ? undefined : Date.parse(values.clock);
    if (Number.isNaN(origin)) throw new RangeError('--clock is a time like 2026-03-01T09:00:00Z');
    return { ...values, port, origin, state: resolve(values.state) };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

/** Where everything is, for people. */
function addresses(cloud: Cloud, state: string, credentials: string): string {
  const pages = `${cloud.awsUrl}/_local`;
  return [
    '',
    `  API         ${cloud.apiUrl()}/v1`,
    `  Contract    ${cloud.awsUrl}${CONTRACT_PATH} (OpenAPI: ${CONTRACT_PATH}.json)`,
    `  Outbox      ${pages}/outbox`,
    `  Status      ${pages}/status`,
    `  AWS calls   ${cloud.awsUrl} (AWS_ENDPOINT_URL)`,
    `  Credentials ${credentials} (profiles operator, account)`,
    `  State       ${state}`,
    `  Template    ${cloud.templateHash}`,
    '',
    'Ctrl-C stops; what was acknowledged is kept.',
  ].join('\n');
}

async function main(): Promise<void> {
  const asked = options();
  if (asked.help) {
    console.log(HELP);
    process.exit(0);
  }
  if (asked.reset) resetState(asked.state);
  if (asked.origin !== undefined && existsSync(join(asked.state, 'clock.json')))
    throw new Error('--clock is for a fresh state folder; add --reset to begin again');
  const begun = performance.now();
  const say = (line: string) => console.log(`[${((performance.now() - begun) / 1000).toFixed(1)} s] ${line}`);

  let cloud: Cloud | undefined;
  let stopping = false;
  const stop = () => {
    // Before anything was acknowledged there is nothing to wait for, and a second signal does not wait.
    if (stopping || cloud === undefined) process.exit(130);
    stopping = true;
    say('stopping');
    cloud.stop().then(
      () => process.exit(0),
      (error: Error) => {
        console.error(error.message);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  const assembly = await synthesized(asked.state, say);
  const port = asked.port === 0 ? await freePorts() : asked.port;
  say('deploying the template on this machine');
  cloud = await startCloud({
    assembly,
    stateDir: asked.state,
    port,
    ...(asked.origin === undefined ? {} : { clock: { origin: asked.origin } }),
    parameters: { PublicUrl: `http://127.0.0.1:${port}` },
    pages: contractPages(),
    log: say,
  });
  const credentials = writeCredentials(asked.state, cloud);
  say('ready');
  console.log(addresses(cloud, asked.state, credentials));
}

// An event loop that runs empty before anything is ready would look like success.
process.once('beforeExit', () => {
  console.error('nothing is left running; the start did not finish');
  process.exit(1);
});
main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
