import { dataMap, type MappedField } from '../catalogue/data-map.ts';
import { declarationOf, RECORD_TYPES } from '../catalogue/record-types.ts';
import { PURPOSES } from '../catalogue/vocabulary.ts';
import type { SubjectId } from '../kernel/ids.ts';
import { disclosuresOf } from '../recipients/disclosed-to.ts';
import { recipientCategories } from '../recipients/recipient-categories.ts';
import { authoritiesFor } from '../rights/authorities.ts';
import type { Workspace } from '../store/workspace.ts';
import { tenantSettings } from '../tenants/settings.ts';

/** What a person has a right to (Art. 13(2)(b), 15(1)(e)), in words. */
const RIGHTS = [
  'Access to the data that are held about you, with a copy (Art. 15 GDPR)',
  'Rectification of inaccurate data (Art. 16 GDPR)',
  'Erasure (Art. 17 GDPR)',
  'Restriction of processing (Art. 18 GDPR)',
  'Portability of what you provided (Art. 20 GDPR)',
  'Objection to processing that rests on legitimate interests (Art. 21 GDPR)',
  'Withdrawal of a consent at any time, for the future (Art. 7(3) GDPR)',
] as const;

const distinct = (fields: readonly MappedField[], of: (field: MappedField) => string) => [
  ...new Set(fields.map(of)),
];

/** What is the same whoever asks: controller, purposes, categories, periods, rights, authority, decisions. */
async function common(workspace: Workspace, types: ReadonlySet<string>) {
  const { name, country } = await tenantSettings(workspace);
  const fields = dataMap().filter(({ type }) => types.has(type));
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
    periods: distinct(fields, ({ retention }) => retention),
    rights: RIGHTS,
    complaint: {
      authorities: authoritiesFor({ established: country }).map(({ name: called, website, complaints }) => ({
        name: called,
        website,
        ...(complaints ? { complaints } : {}),
      })),
      says: 'You can complain to a supervisory authority (Art. 77 GDPR).',
    },
    automatedDecisions: 'None: no decision about you is made by a machine alone (Art. 22 GDPR).',
  };
}

/** Where data went beyond the Union, and what that rests on. */
function transfersOf<R extends { readonly country: string; readonly safeguard?: string }>(
  recipients: readonly R[],
  called: (recipient: R) => string,
) {
  return {
    list: recipients.flatMap((recipient) =>
      recipient.safeguard
        ? [{ to: called(recipient), country: recipient.country, safeguard: recipient.safeguard }]
        : [],
    ),
    says: 'The data are kept within the European Union; what goes to others outside of it is listed (Art. 15(2) GDPR).',
  };
}

/**
 * The information of Art. 15(1)(a) to (h) and (2) about one person, computed from the declarations of what is held:
 * purposes, categories, recipients by name, periods, rights, authority, source, automated decisions, transfers.
 */
export async function information(
  workspace: Workspace,
  person: SubjectId,
  types: ReadonlySet<string>,
  sources: ReadonlySet<string>,
) {
  const recipients = await disclosuresOf(workspace, person);
  return {
    ...(await common(workspace, types)),
    recipients: {
      list: recipients,
      says:
        recipients.length > 0
          ? 'These got data about you, by name; the operator of this system holds the data on behalf of the controller.'
          : 'No recipient is recorded; the operator of this system holds the data on behalf of the controller.',
    },
    source: {
      list: [...sources],
      says:
        sources.size > 0
          ? 'As noted when the data came in.'
          : 'You, or those who deal with the controller for you.',
    },
    transfers: transfersOf(recipients, ({ name }) => name),
    keptByLaw: {
      says: 'What a statute keeps after an erasure is stored without a way from you to it and is not in this copy; it can be found by its number, such as that of an invoice.',
    },
  };
}
/** The information of Art. 15(1) and (2). */
export type Information = Awaited<ReturnType<typeof information>>;

/** The information of Art. 13 and 14, about everybody and nobody: what is held of people here at all, and who gets it. */
export async function generalInformation(workspace: Workspace) {
  const types = RECORD_TYPES.flatMap(({ type, home }) => (home.in === 'nobody' ? [] : [type]));
  const recipients = await recipientCategories(workspace);
  return {
    ...(await common(workspace, new Set(types))),
    recipients: {
      list: recipients.map(({ kind, country, purposes }) => ({
        kind,
        country,
        purposes: purposes.map((purpose) => PURPOSES[purpose]),
      })),
      says: 'These kinds of recipients are on record; the operator of this system holds the data on behalf of the controller.',
    },
    source: {
      list: [] as readonly string[],
      says: 'You, those who deal with the controller for you, and sources that are noted with the data (Art. 14(2)(f) GDPR).',
    },
    provision: {
      required: types.map((type) => ({ of: type, fields: requiredFields(type) })),
      says: 'Nothing else has to be given; without what is required, the record that needs it cannot be made (Art. 13(2)(e) GDPR).',
    },
    transfers: transfersOf(recipients, ({ kind }) => kind),
  };
}
/** The information of Art. 13 and 14. */
export type GeneralInformation = Awaited<ReturnType<typeof generalInformation>>;

/** Fields without which a record of this type is not accepted. */
function requiredFields(type: string): readonly string[] {
  return Object.entries(declarationOf(type)?.fields ?? {}).flatMap(([name, { schema, assigned }]) =>
    assigned || schema.safeParse(undefined).success ? [] : [name],
  );
}
