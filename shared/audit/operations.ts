const DPV = 'https://w3id.org/dpv#';

/** What is done with data: the operations of 152-FZ Art. 3(3), each as a term of the Data Privacy Vocabulary 2.3. */
export const OPERATIONS = {
  collect: `${DPV}Collect`,
  record: `${DPV}Record`,
  systematise: `${DPV}Organise`,
  accumulate: `${DPV}Combine`,
  store: `${DPV}Store`,
  clarify: `${DPV}Modify`,
  extract: `${DPV}Retrieve`,
  use: `${DPV}Use`,
  transfer: `${DPV}Transfer`,
  anonymise: `${DPV}Anonymise`,
  block: `${DPV}Restrict`,
  delete: `${DPV}Delete`,
  destroy: `${DPV}Destruct`,
} as const satisfies Record<string, `${typeof DPV}${string}`>;
/** An operation of the table. */
export type Operation = keyof typeof OPERATIONS;

/** Whether a system did it, at somebody's wish or by itself, or somebody by hand; each as a term of the same vocabulary. */
export const MEANS = {
  automated: `${DPV}PartialAutomation`,
  manual: `${DPV}NotAutomated`,
} as const;
/** A row of the table. */
export type Means = keyof typeof MEANS;

/** How something is done by hand. */
export const MANUAL_WAYS = ['paper', 'phone', 'other'] as const;
/** A row of the list. */
export type ManualWay = (typeof MANUAL_WAYS)[number];
