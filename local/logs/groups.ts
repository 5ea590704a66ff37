import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Timer } from '../clock.ts';
import type { ResourceType, World } from '../front/service.ts';

/** One line of a log group; `timestamp` is virtual time in epoch milliseconds. */
export interface LogLine {
  readonly timestamp: number;
  readonly stream: string;
  readonly message: string;
}

/** Log groups as folders of one JSON-lines file per virtual day; nothing goes to the terminal. */
export interface Logs {
  readonly types: readonly ResourceType[];
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

/** Log groups under `<stateDir>/logs`; groups without `RetentionInDays` keep their lines, as on AWS. */
export function createLogs(world: Pick<World, 'place' | 'clock' | 'stateDir'>): Logs {
  const { place, clock } = world;
  const root = join(world.stateDir, 'logs');
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
        apply: ({ properties, defaultName }) => {
          const name =
            typeof properties['LogGroupName'] === 'string' ? properties['LogGroupName'] : defaultName;
          const days = properties['RetentionInDays'];
          if (typeof days === 'number') retention.set(name, days);
          mkdirSync(folderOf(name), { recursive: true, mode: 0o700 });
          purge();
          const arn = `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:${name}:*`;
          return Promise.resolve({ ref: name, attributes: { Arn: arn } });
        },
      },
    ],
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
