import type { IssuePackageUrl } from './release.ts';
import type { StartRun } from '../steps/runs.ts';

/** What the officers' routes are wired with. */
export interface RequestServices {
  readonly start: StartRun;
  readonly issuePackageUrl: IssuePackageUrl;
  /** Address of the public pages, without a slash at the end. */
  readonly publicUrl: string;
  /** Seconds in which an approved erasure can be stopped. */
  readonly stopWindowSeconds: number;
}
