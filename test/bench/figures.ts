/** One measured figure; above its budget it fails the run. */
export interface Figure {
  readonly figure: string;
  readonly measured: number;
  /** Unit, or what the measured value is a multiple of. */
  readonly unit: string;
  /** The most it may be; without one it only informs. */
  readonly budget?: number;
}

/** Hands a figure to whoever runs the bench: one line of JSON. */
export function tell(figure: Figure): void {
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

/** The figure of a line; undefined when the line is something else. */
export function figureIn(line: string): Figure | undefined {
  if (!line.startsWith('{"figure"')) return undefined;
  return JSON.parse(line) as Figure;
}

/** Whether a figure keeps its budget: undefined without one. */
export function keeps({ measured, budget }: Figure): boolean | undefined {
  return budget === undefined ? undefined : measured <= budget;
}

const WORDS = { true: 'kept', false: 'OVER', undefined: '' } as const;

/** The figures as a table of text. */
export function tableOf(figures: readonly Figure[]): string {
  const number = (value: number) => String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
  const rows = figures.map((figure) => [
    figure.figure,
    `${number(figure.measured)} ${figure.unit}`,
    figure.budget === undefined ? '' : number(figure.budget),
    WORDS[`${keeps(figure)}`],
  ]);
  const all = [['figure', 'measured', 'budget', 'verdict'], ...rows];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
