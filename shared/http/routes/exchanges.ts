import type { DrpServices } from '../../standards/drp/door.ts';
import { DRP_ROUTES } from './drp.ts';
import { OPENDSR_CERTIFICATE_ROUTES, type CertificateServices } from './opendsr-certificate.ts';
import { OPENDSR_PUBLIC_ROUTES, OPENDSR_ROUTES, type OpenDsrServices } from './opendsr.ts';
import { STANDARDS_ROUTES } from './standards.ts';

/** What exchanges under standards are wired with. */
export interface ExchangeServices extends OpenDsrServices, DrpServices, CertificateServices {}

/** Every route of exchanges under standards. */
export const EXCHANGE_ROUTES = [
  ...OPENDSR_PUBLIC_ROUTES,
  ...OPENDSR_ROUTES,
  ...OPENDSR_CERTIFICATE_ROUTES,
  ...DRP_ROUTES,
  ...STANDARDS_ROUTES,
];
