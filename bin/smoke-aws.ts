import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { stageNamed } from '../lib/stage.ts';
import type { Check, World } from './smoke/check.ts';
import { CHECKS, listed } from './smoke/checks.ts';

const HELP = `npm run smoke:aws -- --yes --api https://… [options]

Holds every assumption about AWS that the local cloud cannot confirm against a deployed stack.

  --list          the checks, and nothing is called
  --yes           calls AWS with the credentials of the shell
  --api URL       address of the API (output ApiUrl)
  --stage NAME    deployed stage (default dev)
  --only ID       one check; may be repeated
  --writes        also those that write a fictional contact and delete it again
  BAILIWICK_API_KEY  API key of a tenant that exists for tests only`;

/** Why a check cannot run now; undefined when it can. */
function missing({ run, needs = [] }: Check, given: ReadonlySet<string>): string | undefined {
  if (run === undefined) return 'by hand';
  const lacking = needs.filter((need) => !given.has(need));
  return lacking.length === 0 ? undefined : `needs ${lacking.join(' and ')}`;
}

async function verdictOf(check: Check, world: World): Promise<{ holds: boolean; saw: string }> {
  try {
    return (await check.run?.(world)) ?? { holds: false, saw: 'by hand' };
  } catch (error) {
    return { holds: false, saw: error instanceof Error ? error.name : 'failed' };
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      list: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      writes: { type: 'boolean', default: false },
      api: { type: 'string' },
      stage: { type: 'string' },
      only: { type: 'string', multiple: true },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(HELP);
  if (values.list) return say(listed());
  if (!values.yes || values.api === undefined) return say(HELP, 2);
  if (process.env['AWS_ENDPOINT_URL'] !== undefined)
    return say('AWS_ENDPOINT_URL is set: these checks are about AWS itself', 2);
  const stage = stageNamed(values.stage);
  const place = { region: stage.region };
  const apiKey = process.env['BAILIWICK_API_KEY'];
  const world: World = {
    stage,
    name: (part) => `bailiwick-${stage.name}-${part}`,
    apiUrl: values.api.replace(/\/+$/, ''),
    apiKey,
    dynamodb: new DynamoDBClient(place),
    kms: new KMSClient(place),
    scheduler: new SchedulerClient(place),
    ses: new SESv2Client(place),
    states: new SFNClient(place),
  };
  const { Account } = await new STSClient(place).send(new GetCallerIdentityCommand({}));
  say(`account ${Account}, region ${stage.region}, stage ${stage.name}`);
  const given = new Set([...(apiKey ? ['api-key'] : []), ...(values.writes ? ['writes'] : [])]);
  let broken = 0;
  for (const check of CHECKS.filter(({ id }) => values.only?.includes(id) ?? true)) {
    const why = missing(check, given);
    const verdict = why === undefined ? await verdictOf(check, world) : undefined;
    if (verdict?.holds === false) broken += 1;
    const word = verdict === undefined ? 'unverified' : verdict.holds ? 'holds' : 'BROKEN';
    say(`${word.padEnd(10)}  ${check.id}: ${verdict?.saw ?? why}`);
  }
  return broken === 0 ? 0 : 1;
}

function say(text: string, code = 0): number {
  console.log(text);
  return code;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    // Names only: messages of credentials providers quote files and profiles.
    console.error(error instanceof Error ? `${error.name}; see --help` : 'failed');
    process.exit(2);
  },
);
