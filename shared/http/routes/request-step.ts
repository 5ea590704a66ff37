import * as z from 'zod';
import type { Permission } from '../../access/roles.ts';
import type { Id } from '../../kernel/ids.ts';
import type { RequestItem } from '../../rights/request/model.ts';
import { load } from '../../rights/steps/store.ts';
import { requestBody } from '../../rights/desk/request-view.ts';
import type { RequestServices } from '../../rights/decisions/services.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { Route } from '../route.ts';
import { pathId, requestOutput } from './request-shapes.ts';

/** A step that is a verb under the request: name, who may, what it says, body, what it does. */
export interface StepRow {
  readonly verb: string;
  readonly permission: Permission;
  readonly summary: string;
  readonly body?: z.ZodObject;
  readonly act: (
    workspace: Workspace,
    id: Id,
    services: RequestServices,
    // The chain hands in what the row's schema parsed.
    // oxlint-disable-next-line typescript/no-explicit-any
    body: any,
  ) => Promise<RequestItem>;
}

/** What a step answers. */
export function requestAnswer(request: RequestItem) {
  return { status: 200, body: requestBody(request), version: request.version } as const;
}

/** The route of a step. Under one `Idempotency-Key` it is taken once; a repeated call tells how the request stands. */
export function stepRoute({
  verb,
  permission,
  summary,
  body,
  act,
}: StepRow): Route<'tenant', RequestServices> {
  return {
    audience: 'tenant',
    function: 'rights',
    processing: 'rights',
    method: 'POST',
    path: `/v1/requests/{id}/${verb}`,
    permission,
    summary,
    params: pathId,
    body: body ?? z.strictObject({}),
    output: requestOutput,
    idempotency: 'optional',
    use: async (services, { workspace }, { path, body: given, claim }) =>
      requestAnswer(
        claim?.tookEffect
          ? await load(workspace, path.id)
          : await act(claim ? { ...workspace, claim } : workspace, path.id, services, given),
      ),
  };
}
