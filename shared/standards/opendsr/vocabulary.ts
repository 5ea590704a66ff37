import type { RequestContent } from '../../rights/request/model.ts';
import type { PackageType } from '../../rights/rights.ts';

/** The version of OpenDSR that is spoken here; it is the successor of OpenGDPR. */
export const API_VERSION = '2.0';

/** Rights that can be asked for (OpenDSR 2.0, section 6.2). */
export const SUBJECT_REQUEST_TYPES = ['access', 'portability', 'erasure'] as const satisfies readonly (
  PackageType | 'erasure'
)[];
/** A right of OpenDSR. */
export type SubjectRequestType = (typeof SUBJECT_REQUEST_TYPES)[number];

/**
 * Identities by which people are found here, by their type in section 5.1. The formats of section 5.2 that hash a value
 * cannot be matched: what is held is found by keyed tokens of the value itself.
 */
export const IDENTITIES = {
  email: 'email',
  controller_customer_id: 'externalId',
} as const satisfies Record<string, RequestContent['identifiers'][number]['kind']>;
/** A type of identity that is supported. */
export type IdentityType = keyof typeof IDENTITIES;
/** The types of identity that are supported. */
export const IDENTITY_TYPES = Object.keys(IDENTITIES) as [IdentityType, ...IdentityType[]];

/** The path of the routes, whose first part is the major version of this interface (section 3.4). */
export const BASE_PATH = '/v1/opendsr';

/** What the discovery of a processor tells (section 6.3). */
export function discovery(publicUrl: string) {
  return {
    api_version: API_VERSION,
    supported_identities: IDENTITY_TYPES.map((identity_type) => ({
      identity_type,
      identity_format: 'raw' as const,
    })),
    supported_subject_request_types: SUBJECT_REQUEST_TYPES,
    processor_certificate: `${publicUrl}${BASE_PATH}/certificate`,
  };
}
