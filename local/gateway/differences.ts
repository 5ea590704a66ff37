import type { Difference } from '../difference.ts';

/** Known differences of API Gateway. */
export const GATEWAY_DIFFERENCES: readonly Difference[] = [
  {
    about: 'import',
    onAws: 'OpenAPI 2.0 and 3.0.1 with more extensions',
    here: '3.0.1 with the extensions that local/gateway/openapi.ts lists; others are refused',
  },
  { about: 'integrations', onAws: 'HTTP, mock, services, private links', here: 'Lambda proxy only' },
  { about: 'authorizers', onAws: 'token and request, Cognito', here: 'request authorizers and SigV4' },
  { about: 'transport', onAws: 'TLS with the security policy of the API', here: 'plain HTTP on loopback' },
  {
    about: 'addresses',
    onAws: 'execute-api host with the stage in the path',
    here: 'a port per API; served with and without the stage',
  },
  {
    about: 'throttling',
    onAws: 'token buckets spread over many hosts, best effort',
    here: 'one exact bucket on the virtual clock',
  },
  {
    about: 'cache, usage plans, WAF, canaries',
    onAws: 'exist',
    here: 'a cache is refused, the others are refused or excused',
  },
];
