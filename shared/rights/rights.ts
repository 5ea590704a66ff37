/**
 * How a right is served. `package`: something is put together, reviewed and fetched. `erasure`: a plan is carried out
 * after a stop window, and cannot be undone. `acts`: a plan whose acts are carried out at once. `answer`: a person
 * decides and tells the outcome.
 */
export type Family = 'package' | 'erasure' | 'acts' | 'answer';

/** The rights of data subjects that can be exercised here: article of the GDPR and how each is served. */
export const RIGHTS = {
  information: { article: '13', family: 'package' },
  access: { article: '15', family: 'package' },
  rectification: { article: '16', family: 'acts' },
  erasure: { article: '17', family: 'erasure' },
  restriction: { article: '18', family: 'acts' },
  portability: { article: '20', family: 'package' },
  objection: { article: '21', family: 'acts' },
  withdrawal: { article: '7(3)', family: 'acts' },
  review: { article: '22(3)', family: 'answer' },
  complaint: { article: '12(2)', family: 'answer' },
} as const satisfies Record<string, { readonly article: string; readonly family: Family }>;
/** A right. */
export type RequestType = keyof typeof RIGHTS;

/** The rights that are served by a package. */
export type PackageType = {
  [Type in RequestType]: (typeof RIGHTS)[Type]['family'] extends 'package' ? Type : never;
}[RequestType];

/** The rights that can be exercised here. */
export const REQUEST_TYPES = Object.keys(RIGHTS) as [RequestType, ...RequestType[]];

/** The rights that are served in one of these ways. */
export function rightsServedBy(...families: readonly Family[]): readonly RequestType[] {
  return REQUEST_TYPES.filter((type) => families.includes(RIGHTS[type].family));
}

/** True for a right whose plan is carried out at once. */
export function isAct(type: RequestType): boolean {
  return RIGHTS[type].family === 'acts';
}

/** True for a right that is served by a package. */
export function isPackage(type: RequestType): type is PackageType {
  return RIGHTS[type].family === 'package';
}
