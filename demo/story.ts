import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from './client.ts';
import type { Stage } from './command-line.ts';
import type { Terminal } from './terminal.ts';

/** One import of the map: a file, its mapping as `POST /v1/imports` takes it, and files joined to it. */
export interface ImportOfMap {
  readonly file: string;
  readonly joins?: Readonly<Record<string, string>>;
  readonly mapping: {
    readonly records: readonly {
      readonly type: string;
      readonly fields: Readonly<Record<string, { readonly column?: string }>>;
    }[];
  };
}

/** What `--map FILE` says: whose data it is, the person of the story, and how the files become records. */
export interface StoryMap {
  readonly title: string;
  /** ISO 3166-1 alpha-2 of the business: calendar, statutes. */
  readonly country: string;
  /** The story plays the given number of days after the latest date in this column; now when absent. */
  readonly clock?: { readonly file: string; readonly column: string; readonly daysAfter: number };
  /** One identifier of the person who asks. */
  readonly person: Readonly<Record<string, string>>;
  readonly imports: readonly ImportOfMap[];
}

/** Everything the chapters share. */
export interface Story {
  readonly terminal: Terminal;
  readonly stage: Stage;
  readonly map: StoryMap;
  readonly folder: string;
  /** A principal of the tenant by role; two officers, because nobody decides alone. */
  readonly staff: Readonly<Record<'admin' | 'officer' | 'secondOfficer' | 'sales' | 'finance', Client>>;
  /** The administrator of another tenant, who must see nothing. */
  readonly stranger: Client;
  readonly anyone: Client;
}

/** A file of the story's data. */
export function dataFile({ folder }: Pick<Story, 'folder'>, name: string): Buffer {
  return readFileSync(join(folder, name));
}

/** A record of the API, as the demo reads it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Body = any;
