/** A file that cannot be read on, with the rule it breaks and the row at which; never a value. */
export class FileRefusal extends Error {
  readonly rule: string;
  readonly row: number | undefined;

  constructor(rule: string, row?: number) {
    super(rule);
    this.name = 'FileRefusal';
    this.rule = rule;
    this.row = row;
  }
}
