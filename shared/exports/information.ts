import { dataMap, type MappedField } from '../catalogue/data-map.ts';
import { disclosuresOf } from '../recipients/disclosed-to.ts';
import type { Workspace } from '../store/workspace.ts';
import type { RequestItem } from '../rights/model.ts';
import { contentOf } from '../rights/sealed.ts';
import { authoritiesFor } from '../rights/authorities.ts';
import { tenantSettings } from '../tenants/settings.ts';

/** What a person has a right to (Art. 15(1)(e)), in words. */
const RIGHTS = [
  'Rectification of inaccurate data (Art. 16 GDPR)',
  'Erasure (Art. 17 GDPR)',
  'Restriction of processing (Art. 18 GDPR)',
  'Portability of what you provided (Art. 20 GDPR)',
  'Objection to processing that rests on legitimate interests (Art. 21 GDPR)',
  'Withdrawal of a consent at any time (Art. 7(3) GDPR)',
] as const;

const distinct = (fields: readonly MappedField[], of: (field: MappedField) => string) => [
  ...new Set(fields.map(of)),
];

/**
 * The information of Art. 15(1)(a) to (h) and (2), computed from the declarations of what is held: purposes,
 * categories, recipients, periods, rights, authority, source, automated decisions, transfers.
 */
export async function information(
  workspace: Workspace,
  request: RequestItem,
  types: ReadonlySet<string>,
  sources: ReadonlySet<string>,
) {
  const { name, country } = await tenantSettings(workspace);
  const recipients = request.subject ? await disclosuresOf(workspace, request.subject) : [];
  const fields = dataMap().filter(({ type }) => types.has(type));
  const authorities = authoritiesFor({ established: country }).map(
    ({ name: called, website, complaints }) => ({
      name: called,
      website,
      ...(complaints ? { complaints } : {}),
    }),
  );
  return {
    controller: { ...(name ? { name } : {}), country },
    purposes: distinct(fields, ({ purpose }) => purpose).map((purpose) => {
      const served = fields.filter((field) => field.purpose === purpose);
      return {
        purpose: served[0]?.purposeText ?? purpose,
        legalBases: distinct(served, ({ article }) => article),
      };
    }),
    categories: [...types].map((type) => ({
      of: type,
      fields: fields.filter((field) => field.type === type).map(({ field }) => field),
    })),
    recipients: {
      list: recipients,
      says:
        recipients.length > 0
          ? 'These got data about you, by name; the operator of this system holds the data on behalf of the controller.'
          : 'No recipient is recorded; the operator of this system holds the data on behalf of the controller.',
    },
    periods: distinct(fields, ({ retention }) => retention),
    rights: RIGHTS,
    complaint: { authorities, says: 'You can complain to a supervisory authority (Art. 77 GDPR).' },
    source: {
      list: [...sources],
      says:
        sources.size > 0
          ? 'As noted when the data came in.'
          : 'You, or those who deal with the controller for you.',
    },
    automatedDecisions: 'None: no decision about you is made by a machine alone (Art. 22 GDPR).',
    transfers: {
      list: recipients.flatMap(({ name: called, country: to, safeguard }) =>
        safeguard ? [{ to: called, country: to, safeguard }] : [],
      ),
      says: 'The data are kept within the European Union; what went to others outside of it is listed (Art. 15(2) GDPR).',
    },
  };
}
/** The information of Art. 15(1) and (2). */
export type Information = Awaited<ReturnType<typeof information>>;

/** What the package says about the request that it answers, its own words included: they are held, too. */
export async function requestFacts(workspace: Workspace, request: RequestItem) {
  const { id, type, channel, receivedAt, identification } = request;
  return {
    id,
    type,
    channel,
    receivedAt,
    ...(identification ? { identifiedBy: identification.method } : {}),
    ...(await contentOf(workspace, request)),
  };
}
/** What is held about the request itself. */
export type RequestFacts = Awaited<ReturnType<typeof requestFacts>>;
