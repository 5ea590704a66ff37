/** The part of vitest's JSON report that is read. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles?: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}
/** What is known of one promise. */
export interface Standing {
  readonly state: 'open' | 'partly' | 'kept';
  readonly files: readonly string[];
}
export const PAGE: string;
export function promises(): Readonly<Record<string, string>>;
export function statesOf(report: Report, ids?: readonly string[]): Readonly<Record<string, Standing>>;
export function pageOf(
  states: Readonly<Record<string, Standing>>,
  titles?: Readonly<Record<string, string>>,
): string;
export function claimsOf(page: string): Readonly<Record<string, Standing['state']>>;
export function compare(
  page: string,
  states: Readonly<Record<string, Standing>>,
): { readonly over: readonly string[]; readonly under: readonly string[] };
export function writePage(report: Report): void;
export function checkPage(report: Report, say?: (line: string) => void): readonly string[];
