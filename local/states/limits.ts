const DAY = 86_400_000;

/** Quotas of standard workflows (AWS Step Functions service quotas). */
export const LIMITS = {
  /** Bytes of one input, output, argument set or variable as UTF-8 text. */
  payload: 262_144,
  /** Events of one execution; the last one is its failure. */
  events: 25_000,
  /** Milliseconds of the longest execution: one year. */
  execution: 365 * DAY,
  /** Milliseconds a closed execution, its history and its name are kept. */
  retention: 90 * DAY,
  /** Milliseconds after its end in which an execution can be redriven. */
  redrive: 14 * DAY,
  /** Iterations of an inline Map that run at the same time, whatever `MaxConcurrency` says. */
  inlineConcurrency: 40,
  /** Characters of an execution's, a state machine's or a state's name. */
  name: 80,
  /** Characters of a definition. */
  definition: 1_048_576,
  /** Default and greatest `maxResults` of lists. */
  page: 100,
  largestPage: 1_000,
} as const;
