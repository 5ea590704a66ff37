/** What the demo prints: chapters, facts, and claims that hold or do not. */
export class Terminal {
  readonly #colour = process.stdout.isTTY === true && !process.env['NO_COLOR'];
  readonly #started = performance.now();
  readonly #broken: string[] = [];
  #chapter = 0;
  #claims = 0;

  chapter(title: string): void {
    this.#chapter += 1;
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(1);
    process.stdout.write(
      `\n${this.#style(1, `${this.#chapter}. ${title}`)} ${this.#style(2, `[${seconds} s]`)}\n`,
    );
  }

  say(text: string): void {
    process.stdout.write(`   ${text.replaceAll('\n', '\n   ')}\n`);
  }

  /** Lines of a table, columns aligned. */
  table(rows: readonly (readonly string[])[]): void {
    const widths = (rows[0] ?? []).map((_, column) =>
      Math.max(...rows.map((row) => (row[column] ?? '').length)),
    );
    for (const row of rows) {
      this.say(
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      );
    }
  }

  /** Overwrites one line while something goes on; a plain line per change where there is no terminal. */
  progress(text: string): void {
    if (this.#colour) process.stdout.write(`\r\x1b[K   ${this.#style(2, text)}`);
  }

  settled(): void {
    if (this.#colour) process.stdout.write('\r\x1b[K');
  }

  /** States a claim; a false one is remembered and makes the demo fail. */
  claim(holds: boolean, text: string): void {
    this.#claims += 1;
    if (!holds) this.#broken.push(text);
    this.say(holds ? `${this.#style(32, '✓')} ${text}` : `${this.#style(31, '✗')} ${text}`);
  }

  /** The last lines; the exit status: 0 when every claim held. */
  close(): number {
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(1);
    process.stdout.write(
      `\n${this.#claims - this.#broken.length} of ${this.#claims} claims hold, ${seconds} s\n`,
    );
    for (const text of this.#broken) process.stdout.write(`does not hold: ${text}\n`);
    return this.#broken.length === 0 ? 0 : 1;
  }

  #style(code: number, text: string): string {
    return this.#colour ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}
