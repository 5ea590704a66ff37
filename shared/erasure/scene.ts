import type { Id, SubjectId } from '../kernel/ids.ts';
import type { KnownAs } from '../rights/plan/redact.ts';
import type { EraserWorkspace } from '../store/workspace.ts';
import type { Pass, Run } from './run-store.ts';

/** The stored bytes of one tenant, as the eraser's session reaches them. */
export interface ObjectStore {
  /** Deletes every version of an object in every bucket where it can be; gives how many there were. */
  deleteAll(objectKey: string): Promise<number>;
}

/** One sweep of one run. */
export interface Scene {
  readonly workspace: EraserWorkspace;
  readonly request: Id;
  readonly person: SubjectId;
  readonly run: Run;
  readonly pass: Pass;
  /** Owner key of the person; undefined once it is gone. */
  readonly subjectKey?: Id;
  readonly known: KnownAs;
  readonly objects: ObjectStore;
  /** Address of the public pages, without a slash at the end. */
  readonly publicUrl: string;
}
