import { FAULTS, type GatewayFault } from './faults.ts';

/** One entry of `x-amazon-apigateway-gateway-responses`. */
export interface GatewayResponse {
  readonly statusCode?: number | string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

/** An API’s own gateway responses, by type. */
export type GatewayResponses = Readonly<Record<string, GatewayResponse>>;

/** `$context` and `$stageVariables` by full name, for example `context.requestId`. */
export type Variables = Readonly<Record<string, string>>;

/** What the gateway itself answers. */
export interface RenderedFault {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';
const VARIABLE =
  /\$(?:\{((?:context|stageVariables)(?:\.[\w-]+)+)\}|((?:context|stageVariables)(?:\.[\w-]+)+))/g;
const HEADER = 'gatewayresponse.header.';

/** Replaces `$context.a.b` and `$stageVariables.a`; gateway response templates know no other VTL. */
export function fillTemplate(template: string, variables: Variables): string {
  return template.replace(
    VARIABLE,
    (_, braced?: string, plain?: string) => variables[braced ?? plain ?? ''] ?? '',
  );
}

function parameter(value: string, variables: Variables): string {
  const literal = /^'(.*)'$/.exec(value);
  return literal === null ? (variables[value] ?? '') : (literal[1] ?? '');
}

/** Renders a fault: its own entry, else DEFAULT_4XX or DEFAULT_5XX, else the default of API Gateway. */
export function renderFault(
  fault: GatewayFault,
  responses: GatewayResponses,
  variables: Variables,
  accept: string | undefined,
): RenderedFault {
  const general = responses[fault.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'];
  const row = responses[fault.type] ?? general ?? {};
  const templates = Object.entries(row.responseTemplates ?? {});
  const [type, template] = templates.find(([name]) => accept?.includes(name) === true) ??
    templates[0] ?? ['application/json', DEFAULT_TEMPLATE];
  const all: Variables = {
    ...variables,
    'context.error.message': fault.text ?? 'null',
    'context.error.messageString': JSON.stringify(fault.text),
    'context.error.responseType': fault.type,
  };
  const headers: Record<string, string> = {
    'content-type': type,
    'x-amzn-errortype': FAULTS[fault.type].header,
  };
  for (const [name, value] of Object.entries(row.responseParameters ?? {})) {
    if (name.startsWith(HEADER)) headers[name.slice(HEADER.length)] = parameter(value, all);
  }
  return {
    status: row.statusCode === undefined ? fault.status : Number(row.statusCode),
    headers,
    body: fillTemplate(template, all),
  };
}
