/**
 * Messages of the published texts: the examples of OpenDSR 2.0 (sections 7.2, 7.7, 8.2) and of the Data Rights Protocol
 * 1.0 (sections 2.01, 2.05), with values of this test where the text has a placeholder.
 */

/** Section 7.2; the text's own example leaves `regulation` out, and has a comma too many. */
export const OPENDSR_REQUEST = {
  subject_request_id: 'a7551968-d5d6-44b2-9831-815ac9017798',
  subject_request_type: 'erasure',
  submitted_time: '2018-10-02T15:00:00Z',
  subject_identities: [
    { identity_type: 'email', identity_value: 'johndoe@example.com', identity_format: 'raw' },
  ],
  api_version: '2.0',
  status_callback_urls: ['https://examplecontroller.com/opendsr/callbacks'],
  extensions: {
    'example-processor.com': { 'foo-processor-custom-id': 123456, property_id: '123456' },
    'example-other-processor.com': { 'foo-other-processor-custom-id': 654321 },
  },
} as const;

/** Section 7.7: members that an error has. */
export const OPENDSR_ERROR = {
  error: {
    code: 400,
    message: 'subject_request_id field is required',
    errors: [
      {
        domain: 'Validation',
        reason: 'IllegalArgumentException',
        message: 'subject_request_id field is required.',
      },
    ],
  },
} as const;

/** Section 2.01; the regime and the right that it shows. */
export const DRP_REQUEST = {
  'agent-request-id': 'foo',
  'drp.version': '1.0',
  exercise: 'sale:opt-out',
  regime: 'ccpa',
  relationships: ['customer', 'marketing'],
  status_callback: 'https://dsr-agent.example.com/update_status',
} as const;

/** Section 3.06. */
export const DRP_ERROR = { code: '400', message: 'Unsupported rights actions submitted.' } as const;

/** Section 2.04. */
export const DRP_REVOCATION = { reason: "I don't want my account deleted" } as const;
