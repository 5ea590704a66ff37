import { dataMap, type MappedField } from '../../catalogue/data-map.ts';
import { declarationOf, RECORD_TYPES } from '../../catalogue/record-types.ts';
import {
  LEGAL_BASES,
  type LegalBasis,
  type Purpose,
  type RetentionClass,
} from '../../catalogue/vocabulary.ts';
import type { SubjectId } from '../../kernel/ids.ts';
import { disclosuresOf } from '../../recipients/disclosed-to.ts';
import { recipientCategories } from '../../recipients/recipient-categories.ts';
import type { MechanismName } from '../../recipients/transfers.ts';
import { authoritiesFor } from '../../rights/authorities.ts';
import type { Article } from '../../rights/letters/articles.ts';
import { citation, citations, inBrackets } from '../../rights/letters/citation.ts';
import type { Workspace } from '../../store/workspace.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { INFORMATION_WORDINGS, TOLD_RIGHTS } from '../wordings/information.ts';
import type { Manner } from '../wordings/manner.ts';
import { PERIOD_WORDINGS, PURPOSE_WORDINGS } from '../wordings/purposes.ts';
import { safeguardText } from '../wordings/safeguards.ts';

const distinct = <Value>(fields: readonly MappedField[], of: (field: MappedField) => Value) => [
  ...new Set(fields.map(of)),
];

/** A sentence with the article that it rests on, and a full stop unless it stands in a list. */
const resting = (sentence: string, article: Article, { language, law }: Manner, end = '.') =>
  `${sentence}${inBrackets(article, law, language)}${end}`;

/** The rights that the law knows. */
function rightsIn(manner: Manner): readonly string[] {
  const words = INFORMATION_WORDINGS[manner.language].rights;
  return TOLD_RIGHTS.filter((article) => citation(article, manner.law, manner.language)).map((article) =>
    resting(words[article], article, manner, ''),
  );
}

/** What is the same whoever asks: controller, purposes, categories, periods, rights, authority, decisions. */
async function common(workspace: Workspace, types: ReadonlySet<string>, manner: Manner) {
  const { language, law } = manner;
  const words = INFORMATION_WORDINGS[language];
  const { name, country } = await tenantSettings(workspace);
  const fields = dataMap().filter(({ type }) => types.has(type));
  return {
    controller: { ...(name ? { name } : {}), country },
    purposes: distinct(fields, ({ purpose }) => purpose as Purpose).map((purpose) => ({
      purpose: PURPOSE_WORDINGS[language][purpose],
      legalBases: distinct(
        fields.filter((field) => field.purpose === purpose),
        ({ legalBasis }) => citations(LEGAL_BASES[legalBasis as LegalBasis], law, language),
      ),
    })),
    categories: [...types].map((type) => ({
      of: type,
      fields: fields.filter((field) => field.type === type).map(({ field }) => field),
    })),
    periods: distinct(
      fields,
      ({ retentionClass }) => PERIOD_WORDINGS[language][retentionClass as RetentionClass],
    ),
    rights: rightsIn(manner),
    complaint: {
      authorities: authoritiesFor({ established: country }).map(({ name: called, website, complaints }) => ({
        name: called,
        website,
        ...(complaints ? { complaints } : {}),
      })),
      says: resting(words.complaint, '77', manner),
    },
    automatedDecisions: resting(words.automatedDecisions, '22(1)', manner),
  };
}

/** Where data went beyond the Union, and what that rests on. */
function transfersOf<R extends { readonly country: string; readonly safeguard?: MechanismName }>(
  recipients: readonly R[],
  manner: Manner,
  called: (recipient: R) => string,
) {
  return {
    list: recipients.flatMap((recipient) =>
      recipient.safeguard
        ? [
            {
              to: called(recipient),
              country: recipient.country,
              safeguard: safeguardText(recipient.safeguard, manner),
            },
          ]
        : [],
    ),
    says: resting(INFORMATION_WORDINGS[manner.language].transfers, '15(2)', manner),
  };
}

/**
 * The information of Art. 15(1)(a) to (h) and (2) about one person, computed from the declarations of what is held:
 * purposes, categories, recipients by name, periods, rights, authority, source, automated decisions, transfers; in the
 * language and by the law of the request.
 */
export async function information(
  workspace: Workspace,
  person: SubjectId,
  found: { readonly types: ReadonlySet<string>; readonly sources: ReadonlySet<string> },
  manner: Manner,
) {
  const words = INFORMATION_WORDINGS[manner.language];
  const recipients = await disclosuresOf(workspace, person);
  return {
    ...(await common(workspace, found.types, manner)),
    recipients: {
      list: recipients.map(({ safeguard, ...recipient }) => ({
        ...recipient,
        ...(safeguard ? { safeguard: safeguardText(safeguard, manner) } : {}),
      })),
      says: recipients.length > 0 ? words.recipients.named : words.recipients.none,
    },
    source: {
      list: [...found.sources],
      says: found.sources.size > 0 ? words.source.noted : words.source.unnoted,
    },
    transfers: transfersOf(recipients, manner, ({ name }) => name),
    keptByLaw: { says: words.keptByLaw },
  };
}
/** The information of Art. 15(1) and (2). */
export type Information = Awaited<ReturnType<typeof information>>;

/** The information of Art. 13 and 14, about everybody and nobody: what is held of people here at all, and who gets it. */
export async function generalInformation(workspace: Workspace, manner: Manner) {
  const words = INFORMATION_WORDINGS[manner.language];
  const types = RECORD_TYPES.flatMap(({ type, home }) => (home.in === 'nobody' ? [] : [type]));
  const recipients = await recipientCategories(workspace);
  return {
    ...(await common(workspace, new Set(types), manner)),
    recipients: {
      list: recipients.map(({ kind, country, purposes }) => ({
        kind,
        country,
        purposes: purposes.map((purpose) => PURPOSE_WORDINGS[manner.language][purpose]),
      })),
      says: words.recipients.kinds,
    },
    source: {
      list: [] as readonly string[],
      says: resting(words.source.anybody, '14(2)(f)', manner),
    },
    provision: {
      required: types.map((type) => ({ of: type, fields: requiredFields(type) })),
      says: resting(words.provision, '13(2)(e)', manner),
    },
    transfers: transfersOf(recipients, manner, ({ kind }) => kind),
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
