import { translate } from './refusals.ts';
import type { AwsError, ErrorShape, Reply } from './service.ts';
import { element, elements } from './xml.ts';

type Render = (error: AwsError, requestId: string) => Reply;

const json =
  (contentType: string): Render =>
  (error) => ({
    status: error.status,
    headers: { 'content-type': contentType, 'x-amzn-errortype': error.code },
    body: JSON.stringify({ __type: error.code, message: error.message, ...error.fields }),
  });

const RENDERERS: Readonly<Record<ErrorShape, Render>> = {
  'json-1.0': json('application/x-amz-json-1.0'),
  'json-1.1': json('application/x-amz-json-1.1'),
  'rest-json': (error) => ({
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ message: error.message, ...error.fields }),
  }),
  'rest-xml': (error, requestId) =>
    xml(
      error,
      element('Error', [
        ...elements({ Code: error.code, Message: error.message, ...error.fields, RequestId: requestId }),
      ]),
    ),
  'query-xml': (error, requestId) => {
    const type = error.status >= 500 ? 'Receiver' : 'Sender';
    const members = { Type: type, Code: error.code, Message: error.message, ...error.fields };
    return xml(
      error,
      element('ErrorResponse', [element('Error', elements(members)), ...elements({ RequestId: requestId })]),
    );
  },
};

/** An error as the service's protocol puts it on the wire. */
export function renderError(error: AwsError, shape: ErrorShape, requestId: string): Reply {
  return RENDERERS[shape](translate(error, shape), requestId);
}

function xml(error: AwsError, document: string): Reply {
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
  };
}
