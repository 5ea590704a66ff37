import type { Principal, World } from '../front/service.ts';
import type { Engine, Recorded } from './engine.ts';
import type { Machine } from './machine.ts';
import type { Request } from './request.ts';
import type { Store } from './store.ts';

/** What every operation works with. */
export interface StatesContext {
  readonly world: World;
  readonly store: Store;
  readonly engine: Engine;
  readonly recorded: Recorded;
  /** Takes over the role of a state machine; throws an `AwsError` when the role does not trust Step Functions. */
  readonly assume: (role: string, machine: string) => Principal;
  /** Asks for the permissions that an encrypted state machine implies. */
  readonly useKey: (
    principal: Principal,
    machine: Machine,
    actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[],
  ) => void;
}

/** One operation of the API: whom to authorise for what, then what to do. */
export interface Operation {
  readonly action: string;
  /** The ARN on which the action is authorised. */
  resource(context: StatesContext, request: Request): string;
  run(context: StatesContext, request: Request, principal: Principal): Promise<object>;
}
