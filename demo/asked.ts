import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { StoryMap } from './story.ts';

/** What `--help` says. */
export const HELP = `npm run demo -- [options]

The main job as a story: data in, a person's copy out, the person gone; then the claims.

  --data DIR   folder of your own CSV files
  --map FILE   how they become records (see demo/maps)
  --api URL    tell it against a deployment instead of a local cloud of its own
  --credentials FILE   the operator's credentials for --api (AWS ini, profile operator)
  --local URL  address of the local cloud's pages, when --api is one
`;

/** The story that is asked for cannot be told; the message says why and what to do. */
export class Untellable extends Error {}

/** What the demo is asked to tell, and where. */
export interface Asked {
  readonly help: boolean;
  readonly map: StoryMap;
  readonly folder: string;
  readonly api?: string | undefined;
  readonly credentials?: string | undefined;
  readonly local?: string | undefined;
}

function optionsOf(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: text,
        map: text,
        api: text,
        credentials: text,
        local: text,
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new Untellable(`${(error as Error).message}\n\n${HELP}`);
  }
}

function mapIn(path: string): StoryMap {
  if (!existsSync(path))
    throw new Untellable(`${path} is not there. demo/maps holds two maps to begin from.`);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as StoryMap;
  } catch (error) {
    throw new Untellable(`${path} is not JSON: ${(error as Error).message}`);
  }
}

/** Reads the options, the map and which files it names; `Untellable` before anything is started. */
export function asked(args: readonly string[]): Asked {
  const { help = false, data, map: mapped, ...where } = optionsOf(args);
  const folder = data ?? join(import.meta.dirname, 'data');
  const path = mapped ?? join(import.meta.dirname, 'maps', 'own.json');
  const map = mapIn(path);
  const named = map.imports.flatMap(({ file, joins = {} }) => [file, ...Object.values(joins)]);
  const missing = [...new Set(named)].filter((file) => !existsSync(join(folder, file)));
  if (missing.length > 0)
    throw new Untellable(
      `${folder} has no ${missing.join(', ')}, which ${path} names. Say with --map how your files become records.`,
    );
  return { help, map, folder, ...where };
}
