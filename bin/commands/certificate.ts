import { readFileSync } from 'node:fs';
import { CommandFailure, noWords, oneWord, type Command, type Given } from './command.ts';
import { platformApi } from './platform-api.ts';

const PATH = '/v1/platform/opendsr-certificate';

type Shown = Readonly<Record<'issuedBy' | 'domain' | 'validUntil' | 'request', string>>;

async function shown(given: Given) {
  const json = (await platformApi(given).call('GET', PATH)) as unknown as Shown;
  const { issuedBy, domain, validUntil, request } = json;
  const who = issuedBy === 'authority' ? 'issued by an authority' : 'signed by its own key';
  return { json, text: `${domain}: ${who}, valid until ${validUntil}\n${request}`.trimEnd() };
}

function chainIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(2, `the chain cannot be read (${(error as { code?: string }).code ?? 'error'})`);
  }
}

/** The certificate of the key that signs what OpenDSR answers, and how an authority vouches for it. */
export const CERTIFICATE_COMMANDS: readonly Command[] = [
  {
    name: 'certificate show',
    usage: '',
    summary: 'Says who vouches for the key of OpenDSR and until when; prints the request for an authority',
    help: [],
    options: {},
    run: async (given) => {
      noWords(given);
      return shown(given);
    },
  },
  {
    name: 'certificate set',
    usage: 'FILE',
    summary: 'Serves the chain of an authority (PEM): the certificate of the key first, then its issuers',
    help: [],
    options: {},
    run: async (given) => {
      const chain = chainIn(oneWord(given, 'the file of a chain'));
      await platformApi(given).call('PUT', PATH, { chain });
      return shown(given);
    },
  },
  {
    name: 'certificate drop',
    usage: '',
    summary: 'Serves the certificate that the key has signed for itself again',
    help: [],
    options: {},
    run: async (given) => {
      noWords(given);
      await platformApi(given).call('DELETE', PATH);
      return shown(given);
    },
  },
];
