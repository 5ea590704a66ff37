/** One way in which an emulator is known to differ from its service. */
export interface Difference {
  /** What it is about, in a few words; names one row of a service. */
  readonly about: string;
  readonly onAws: string;
  readonly here: string;
}
