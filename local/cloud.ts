import { openIdentity, type Identity } from './account/identity.ts';
import { lockState } from './account/lock.ts';
import { closeStores, openServices, startServices, stopCallers, type Services } from './account/services.ts';
import { StoredClock } from './account/stored-clock.ts';
import { startFront, type Front } from './front/front.ts';
import type { Place } from './front/service.ts';
import type { RequestRecord } from './gateway/api.ts';
import type { ServedStage } from './gateway/gateway.ts';
import type { RoleCredentials } from './lambda/environment.ts';
import { createPages, type StaticPage } from './pages/pages.ts';
import type { Status } from './pages/status.ts';
import { readAssembly, type Assembly } from './template/assembly.ts';
import { checkTypes, deploy, type Deployment } from './template/deploy.ts';
import { templateHash } from './template/hash.ts';

/** Where a local cloud finds its template, and where it keeps its state. */
export interface CloudOptions {
  /** Folder of the synthesized CDK app (`cdk.out`). */
  readonly assembly: string;
  /** Folder of everything that survives a restart. */
  readonly stateDir: string;
  /** Port of the first API; AWS calls go to the next one, further APIs follow. 0 or absent: any. */
  readonly port?: number;
  /** Where time begins in a fresh state folder, epoch milliseconds. */
  readonly clock?: { readonly origin?: number };
  /** Seed of everything drawn by chance. */
  readonly seed?: number;
  /** Takes one line per event worth telling; never a value. */
  readonly log?: (line: string) => void;
  /** Template parameters by name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Pages to serve beside the cloud's own, by path below `/_local/`. */
  readonly pages?: Readonly<Record<string, StaticPage>>;
}

/** A running local cloud. */
export interface Cloud {
  /** `http://127.0.0.1:<port>` of an API by its name in the template; without a name, of the only one. */
  apiUrl(name?: string): string;
  /** For `AWS_ENDPOINT_URL`. */
  readonly awsUrl: string;
  readonly place: Place;
  readonly clock: StoredClock;
  readonly services: Services;
  readonly identity: Identity;
  readonly front: Front;
  readonly deployment: Deployment;
  /** Outputs by stack and name. */
  readonly outputs: Deployment['outputs'];
  readonly templateHash: string;
  readonly apis: readonly ServedStage[];
  /** Long-lived keys of a role of the templates. */
  credentialsFor(roleArn: string): RoleCredentials;
  /** Keys of whoever runs this cloud, allowed everything that resource policies leave to the account. */
  readonly operator: RoleCredentials;
  status(): Status;
  /** Ends listeners, workers and engines; what was acknowledged is on disk. */
  stop(): Promise<void>;
}

const PLACE: Place = { partition: 'aws', region: 'eu-central-1', account: '000000000000' };
const RECENT = 200;
/** Set by AWS wherever code runs there. */
const INSIDE_AWS = ['AWS_LAMBDA_FUNCTION_NAME', 'AWS_EXECUTION_ENV'];

/** Why a local cloud does not start; the message tells what to do. */
export class StartRefused extends Error {
  readonly code: 'inside-aws' | 'port.taken';

  constructor(code: StartRefused['code'], message: string) {
    super(message);
    this.name = 'StartRefused';
    this.code = code;
  }
}

function refuseInsideAws(): void {
  const found = INSIDE_AWS.find((name) => process.env[name] !== undefined);
  if (found !== undefined) {
    throw new StartRefused('inside-aws', `${found} is set: the local cloud does not run inside AWS`);
  }
}

async function named<Value>(port: number, listening: Promise<Value>): Promise<Value> {
  try {
    return await listening;
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    const taken = (error as { port?: number }).port ?? port;
    throw new StartRefused('port.taken', `port ${taken} is taken; choose another with --port`);
  }
}

/** What has been started, ended in reverse order. */
class Undo {
  readonly #steps: (() => Promise<void> | void)[] = [];
  #ended: Promise<void> | undefined;

  push(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }

  /** Runs every step once, also when one fails; throws the first failure. */
  run(): Promise<void> {
    this.#ended ??= (async () => {
      const failures: unknown[] = [];
      for (const step of this.#steps.reverse()) {
        try {
          await step();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    })();
    return this.#ended;
  }
}

/**
 * Deploys a synthesized app on loopback and serves it.
 * @throws StartRefused, StateInUse, RefusedTemplate; nothing is left running.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  refuseInsideAws();
  // Lambda runs in UTC; the zone of a process is shared by its worker threads.
  process.env['TZ'] = 'UTC';
  const assembly = readAssembly(options.assembly);
  const undo = new Undo();
  // Engines and timers let the process end; this holds it until the last step has run.
  const held = setInterval(() => undefined, 60_000);
  undo.push(() => clearInterval(held));
  try {
    undo.push(lockState(options.stateDir));
    return await start(options, assembly, undo);
  } catch (error) {
    await undo.run().catch(() => undefined);
    throw error;
  }
}

async function start(options: CloudOptions, assembly: Assembly, undo: Undo): Promise<Cloud> {
  const { stateDir, port = 0, log = () => undefined } = options;
  const clock = StoredClock.open(stateDir, options.clock?.origin);
  undo.push(() => clock.stop());
  const identity = openIdentity(PLACE, clock, stateDir);
  undo.push(() => identity.credentials.close());
  const requests: RequestRecord[] = [];
  const world = { place: PLACE, clock, stateDir, seed: options.seed ?? 1, authorize: identity.authorize };
  let front: Front | undefined;
  const services = await openServices({
    world,
    identity,
    assets: assembly.assets,
    endpoint: () => front?.url ?? '',
    log,
    onRequest: (record) => {
      requests.push(record);
      if (requests.length > RECENT) requests.shift();
    },
  });
  undo.push(() => closeStores(services));
  checkTypes(assembly, services.types);

  const pages = createPages({
    clock,
    busy: () => services.lambda.busy() || services.states.busy(),
    status: () => status(),
    armCrash: (point) => void front?.armCrash(point),
    counters: () => front?.counters() ?? {},
    resetCounters: () => front?.resetCounters(),
    statements: () => identity.hits.read(),
    resetStatements: () => identity.hits.reset(),
    ...(options.pages === undefined ? {} : { statics: options.pages }),
    further: [(request, response) => services.ses.pages(request, response)],
  });
  const awsPort = port === 0 ? 0 : port + 1;
  const started = await named(
    awsPort,
    startFront({
      port: awsPort,
      world,
      services: services.behindFront,
      lookup: identity.credentials.lookup,
      local: pages,
      log,
    }),
  );
  front = started;
  undo.push(() => started.close());
  undo.push(() => stopCallers(services));
  const deployment = await deploy(assembly, {
    place: PLACE,
    types: services.types,
    parameter: (name) => services.parameters.get(name),
    ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
  });
  const apiPorts = port === 0 ? [] : [port, ...Array.from({ length: 20 }, (_, at) => port + 2 + at)];
  const apis = await named(port, services.gateway.start(apiPorts));
  const buckets = deployment.resources.filter(({ type }) => type === 'AWS::S3::Bucket');
  startServices(
    services,
    buckets.map(({ physicalId }) => physicalId),
  );

  const hash = templateHash(assembly);
  const status = (): Status => ({
    templateHash: hash,
    stacks: assembly.stacks.map(({ name }) => {
      const own = deployment.resources.filter(({ stack }) => stack === name);
      const excused = own.filter((resource) => resource.excused).length;
      return { name, emulated: own.length - excused, excused };
    }),
    outputs: deployment.outputs,
    awsUrl: started.url,
    apis,
    clock: { now: new Date(clock.now()).toISOString(), offsetMs: clock.offset },
    functions: services.lambda.status(),
    mappings: services.lambda.mappings(),
    calls: started.recent().slice(-RECENT).reverse(),
    requests: [...requests].reverse(),
  });
  return {
    apiUrl: (name) => {
      const found =
        name === undefined ? (apis.length === 1 ? apis[0] : undefined) : apis.find(({ api }) => api === name);
      if (found === undefined) throw new RangeError('no such API');
      return found.url;
    },
    awsUrl: started.url,
    place: PLACE,
    clock,
    services,
    identity,
    front: started,
    deployment,
    outputs: deployment.outputs,
    templateHash: hash,
    apis,
    credentialsFor: (roleArn) => identity.credentials.roleKey(roleArn),
    operator: identity.credentials.roleKey(identity.operatorArn),
    status,
    stop: () => undo.run(),
  };
}
