/** When the process of the local cloud kills itself, to prove that what was acknowledged survives. */
export interface CrashPoint {
  /** The n-th matching call counted from arming, from 1. */
  readonly after: number;
  /** `before` the service sees the call, or `after` it finished but before anything is answered. */
  readonly phase: 'before' | 'after';
  readonly match?: { readonly service?: string; readonly operation?: string };
}

interface Armed {
  readonly point: CrashPoint;
  left: number;
}

/** What ends the process; a test may put its own in place. */
export type Kill = () => void;

/** Armed crash points; each fires once. */
export class CrashPoints {
  readonly #armed = new Set<Armed>();
  readonly #kill: Kill;

  constructor(kill: Kill = () => process.kill(process.pid, 'SIGKILL')) {
    this.#kill = kill;
  }

  /** Arms a point and returns what disarms it. */
  arm(point: CrashPoint): () => void {
    if (!Number.isInteger(point.after) || point.after < 1) throw new RangeError('after counts from 1');
    const armed: Armed = { point, left: point.after };
    this.#armed.add(armed);
    return () => void this.#armed.delete(armed);
  }

  /** Points that this call reaches, already used up. */
  reach(service: string, operation: string): CrashPoint['phase'][] {
    const phases: CrashPoint['phase'][] = [];
    for (const armed of this.#armed) {
      const { match, phase } = armed.point;
      if (match?.service !== undefined && match.service !== service) continue;
      if (match?.operation !== undefined && match.operation !== operation) continue;
      armed.left -= 1;
      if (armed.left > 0) continue;
      this.#armed.delete(armed);
      phases.push(phase);
    }
    return phases;
  }

  /** Ends the process and never returns to the caller: the kill may land a moment later. */
  async crash(): Promise<never> {
    this.#kill();
    return new Promise<never>(() => {});
  }
}
