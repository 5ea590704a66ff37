import type { TenantObjects } from '../../../shared/files/objects.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';

/** Thrown where a process would have ended. */
export class Ended extends Error {
  override readonly name = 'Ended';
}

/** Calls are counted; the one at which the process ends is not carried out, or its answer is lost. */
export class Interruption {
  calls = 0;
  readonly #at: number;
  readonly #after: boolean;

  constructor(at: number, after: boolean) {
    this.#at = at;
    this.#after = after;
  }

  async around<T>(call: () => Promise<T>): Promise<T> {
    this.calls += 1;
    if (this.calls !== this.#at) return call();
    if (this.#after) await call();
    throw new Ended();
  }
}

/** The same workspace and objects, which end the process at one of their calls. */
export function interrupted<S extends { readonly workspace: Workspace; readonly objects: TenantObjects }>(
  scene: S,
  interruption: Interruption,
): S {
  const { tables } = scene.workspace;
  const around = interruption.around.bind(interruption);
  return {
    ...scene,
    workspace: {
      ...scene.workspace,
      tables: {
        get: (keys) => around(() => tables.get(keys)),
        query: (query) => around(() => tables.query(query)),
        write: (writes, operation) => around(() => tables.write(writes, operation)),
      },
    },
    objects: {
      ...scene.objects,
      read: (...of) => around(() => scene.objects.read(...of)),
      write: (...of) => around(() => scene.objects.write(...of)),
      remove: (...of) => around(() => scene.objects.remove(...of)),
    },
  };
}
