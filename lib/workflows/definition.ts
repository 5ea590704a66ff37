/** What a definition is written with: `arn` is `arn:<partition>`, `functionArn` finds a function of the table. */
export interface DefinitionContext {
  readonly arn: string;
  readonly functionArn: (name: string) => string;
}

/** One state machine: the functions that it calls, hence may invoke, and its states (JSONata only). */
export interface Definition {
  readonly functions: readonly string[];
  readonly definition: (context: DefinitionContext) => Readonly<Record<string, unknown>>;
}
