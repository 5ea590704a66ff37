import type { Difference } from '../difference.ts';

/** Known differences of the one address of all services. */
export const FRONT_DIFFERENCES: readonly Difference[] = [
  { about: 'signatures', onAws: 'SigV4 and SigV4a, chunked payloads', here: 'SigV4 without signed chunks' },
  {
    about: 'transport',
    onAws: 'TLS',
    here: 'plain HTTP on loopback; policies see `aws:SecureTransport` as true',
  },
  { about: 'account', onAws: 'yours', here: '000000000000 in eu-central-1' },
  {
    about: 'time',
    onAws: 'the clock of the world',
    here: 'a virtual clock that can be moved forward; calls in progress end first, for up to ten seconds',
  },
  {
    about: 'latency and outages',
    onAws: 'milliseconds to seconds; any call may fail',
    here: 'microseconds; failures only by crash points',
  },
];
