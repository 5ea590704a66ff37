/** A row of the gateway's own answers: default status, default message and the error header AWS adds. */
interface FaultRow {
  readonly status: number;
  readonly message: string | null;
  readonly header: string;
}

/** Gateway response types (API Gateway developer guide, "Gateway response types") that can occur here. */
export const FAULTS = {
  ACCESS_DENIED: {
    status: 403,
    message: 'User is not authorized to access this resource',
    header: 'AccessDeniedException',
  },
  API_CONFIGURATION_ERROR: {
    status: 500,
    message: 'Internal server error',
    header: 'InternalServerErrorException',
  },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: null, header: 'AuthorizerConfigurationException' },
  AUTHORIZER_FAILURE: { status: 500, message: null, header: 'AuthorizerFailureException' },
  EXPIRED_TOKEN: {
    status: 403,
    message: 'The security token included in the request is expired',
    header: 'ExpiredTokenException',
  },
  INTEGRATION_FAILURE: {
    status: 504,
    message: 'Internal server error',
    header: 'InternalServerErrorException',
  },
  INTEGRATION_TIMEOUT: {
    status: 504,
    message: 'Endpoint request timed out',
    header: 'InternalServerErrorException',
  },
  INVALID_SIGNATURE: {
    status: 403,
    message: 'The request signature we calculated does not match the signature you provided.',
    header: 'InvalidSignatureException',
  },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: 'Missing Authentication Token',
    header: 'MissingAuthenticationTokenException',
  },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long', header: 'RequestTooLargeException' },
  THROTTLED: { status: 429, message: 'Too Many Requests', header: 'TooManyRequestsException' },
  UNAUTHORIZED: { status: 401, message: 'Unauthorized', header: 'UnauthorizedException' },
} as const satisfies Record<string, FaultRow>;

/** The type of a fault, as gateway responses name it. */
export type FaultType = keyof typeof FAULTS;

/** Thrown wherever the gateway answers by itself; rendered by the API's gateway responses. */
export class GatewayFault extends Error {
  readonly type: FaultType;
  readonly status: number;
  readonly text: string | null;

  constructor(type: FaultType, changes: { readonly status?: number; readonly text?: string } = {}) {
    super(type);
    this.name = 'GatewayFault';
    this.type = type;
    this.status = changes.status ?? FAULTS[type].status;
    this.text = changes.text ?? FAULTS[type].message;
  }
}
