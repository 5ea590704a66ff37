import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Timer } from '../clock.ts';
import { AwsError, type Principal, type ResourceType, type World } from '../front/service.ts';

/** One line of a log group; `timestamp` is virtual time in epoch milliseconds. */
export interface LogLine {
  readonly timestamp: number;
  readonly stream: string;
  readonly message: string;
}

/** Log groups as folders of one JSON-lines file per virtual day; nothing goes to the terminal. */
export interface Logs {
  readonly types: readonly ResourceType[];
  /** Whether a template has a group of this name. */
  exists(group: string): boolean;
  write(group: string, stream: string, message: string): void;
  /** The newest lines of a group, oldest first. */
  tail(group: string, count: number): LogLine[];
  close(): void;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FILE = /^(\d{4}-\d{2}-\d{2})\.jsonl$/;

function files(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => FILE.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** Asks KMS whether a principal may use a key; throws an `AwsError` when not. */
export type KeyCheck = (
  principal: Principal,
  action: string,
  keyArn: string,
  context: Readonly<Record<string, string>>,
) => void;

/** What CloudWatch Logs does with the key of a group (CloudWatch Logs guide, "Encrypt log data using KMS"). */
const KEY_ACTIONS = ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey'];

/** Log groups under `<stateDir>/logs`; groups without `RetentionInDays` keep their lines, as on AWS. */
export function createLogs(world: Pick<World, 'place' | 'clock' | 'stateDir'>, kms?: KeyCheck): Logs {
  const { place, clock } = world;
  const root = join(world.stateDir, 'logs');
  const groups = new Set<string>();
  const retention = new Map<string, number>();
  const open = new Map<string, { readonly day: string; readonly file: number }>();
  let timer: Timer | undefined;

  // A percent-encoded name keeps `/aws/lambda/x` one folder and cannot leave the root.
  const folderOf = (group: string): string => join(root, encodeURIComponent(group).replaceAll('.', '%2E'));

  const closeFiles = (): void => {
    for (const { file } of open.values()) closeSync(file);
    open.clear();
  };
  // Every line is written at once, so that none is lost when this process is killed; the file stays open for the day.
  const fileOf = (group: string, day: string): number => {
    const known = open.get(group);
    if (known?.day === day) return known.file;
    if (known !== undefined) closeSync(known.file);
    const folder = folderOf(group);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = openSync(join(folder, `${day}.jsonl`), 'a', 0o600);
    open.set(group, { day, file });
    return file;
  };

  /** A group under a key that its service may not use is refused, as CreateLogGroup does it. */
  const askKey = (key: unknown, name: string, arn: string): void => {
    if (typeof key !== 'string' || kms === undefined) return;
    const service: Principal = { kind: 'service', arn: `logs.${place.region}.amazonaws.com`, tags: {} };
    const context = { 'kms:EncryptionContext:aws:logs:arn': arn };
    try {
      for (const action of KEY_ACTIONS) kms(service, `kms:${action}`, key, context);
    } catch {
      const message = `The specified KMS key does not exist or is not allowed to be used with the log group ${name}`;
      throw new AwsError('InvalidParameterException', message);
    }
  };

  const purge = (): void => {
    closeFiles();
    for (const [group, days] of retention) {
      const folder = folderOf(group);
      for (const name of files(folder)) {
        const ended = Date.parse(name.slice(0, 10)) + DAY;
        if (ended + days * DAY <= clock.now()) rmSync(join(folder, name), { force: true });
      }
    }
  };
  const arm = (): void => {
    timer = clock.at(clock.now() + HOUR, () => {
      purge();
      arm();
    });
  };
  arm();

  return {
    types: [
      {
        type: 'AWS::Logs::LogGroup',
        apply: async ({ properties, defaultName }) => {
          const name =
            typeof properties['LogGroupName'] === 'string' ? properties['LogGroupName'] : defaultName;
          const days = properties['RetentionInDays'];
          if (typeof days === 'number') retention.set(name, days);
          const arn = `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:${name}`;
          askKey(properties['KmsKeyId'], name, arn);
          groups.add(name);
          mkdirSync(folderOf(name), { recursive: true, mode: 0o700 });
          purge();
          return { ref: name, attributes: { Arn: `${arn}:*` } };
        },
      },
    ],
    exists: (group) => groups.has(group),
    write: (group, stream, message) => {
      const timestamp = clock.now();
      const day = new Date(timestamp).toISOString().slice(0, 10);
      writeSync(fileOf(group, day), `${JSON.stringify({ timestamp, stream, message })}\n`);
    },
    tail: (group, count) => {
      const folder = folderOf(group);
      const lines: LogLine[] = [];
      for (const name of files(folder).reverse()) {
        const text = readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean);
        lines.unshift(...text.map((line) => JSON.parse(line) as LogLine));
        if (lines.length >= count) break;
      }
      return lines.slice(-count);
    },
    close: () => {
      timer?.cancel();
      closeFiles();
    },
  };
}
