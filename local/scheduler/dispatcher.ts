import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from '../clock.ts';
import type { Place } from '../front/service.ts';
import { RETRY_LIMITS, upcoming } from './schedule.ts';
import type { Schedule } from './schedule.ts';
import type { Delivery, ScheduleStore } from './schedule-store.ts';

/** Hands one event to a function or starts a state machine; a rejection is retried. `input` is JSON text. */
export type Deliver = (targetArn: string, input: string, roleArn: string | undefined) => Promise<void>;

/** Fires schedules on the virtual clock: durable first, delivered after, at least once. */
export class Dispatcher {
  readonly #store: ScheduleStore;
  readonly #clock: Clock;
  readonly #place: Place;
  readonly #deliver: Deliver;
  readonly #busy = new Set<string>();
  #timer: Timer | undefined;
  #running = false;
  #closed = false;

  constructor(parts: { store: ScheduleStore; clock: Clock; place: Place; deliver: Deliver }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#place = parts.place;
    this.#deliver = parts.deliver;
  }

  /** Starts, or looks at the clock again after schedules changed. */
  resume(): void {
    this.#running = true;
    this.#arm();
  }

  /** Looks at the clock again after schedules changed; nothing fires before `resume`. */
  changed(): void {
    if (this.#running) this.#arm();
  }

  /** Stops; deliveries under way are repeated at the next start. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #arm(): void {
    if (this.#closed) return;
    this.#timer?.cancel();
    const next = this.#store.next(this.#busy);
    if (next !== undefined) this.#timer = this.#clock.at(next, () => this.#fire());
  }

  #fire(): void {
    if (this.#closed) return;
    const now = this.#clock.now();
    this.#store.transaction(() => {
      for (const { schedule, planned } of this.#store.due(now)) {
        for (const target of schedule.targets) {
          this.#store.putDelivery({ id: randomUUID(), schedule, target, planned, attempts: 0 }, now);
        }
        this.#store.setNext(schedule, upcoming(schedule, now));
      }
    });
    for (const delivery of this.#store.deliveries(now)) void this.#attempt(delivery);
    this.#arm();
  }

  async #attempt(delivery: Delivery): Promise<void> {
    if (this.#busy.has(delivery.id)) return;
    this.#busy.add(delivery.id);
    const { Arn, RoleArn } = delivery.target;
    const delivered = await this.#deliver(Arn, inputOf(delivery, this.#place), RoleArn).then(
      () => true,
      () => false,
    );
    this.#busy.delete(delivery.id);
    if (this.#closed) return;
    const again = delivered ? undefined : this.#again(delivery);
    this.#store.transaction(() => {
      if (again === undefined) this.#end(delivery);
      else this.#store.putDelivery({ ...delivery, attempts: delivery.attempts + 1 }, again);
    });
    this.#arm();
  }

  /** Backs off from one second to one hour until attempts or age are used up. */
  #again({ target, planned, attempts }: Delivery): number | undefined {
    const { MaximumRetryAttempts = RETRY_LIMITS.attempts, MaximumEventAgeInSeconds = RETRY_LIMITS.seconds } =
      target.RetryPolicy ?? {};
    const next = this.#clock.now() + Math.min(2 ** attempts, 3600) * 1000;
    return attempts >= MaximumRetryAttempts || next > planned + MaximumEventAgeInSeconds * 1000
      ? undefined
      : next;
  }

  #end({ id, schedule }: Delivery): void {
    this.#store.dropDelivery(id);
    const kept = this.#store.get(schedule.kind, schedule.group, schedule.name);
    const over =
      kept?.deleteAfter === true &&
      kept.state === 'ENABLED' &&
      upcoming(kept, this.#clock.now()) === undefined;
    if (over && !this.#store.delivering(schedule.arn)) this.#store.remove(schedule);
  }
}

/** The event AWS sends when the target has no input of its own. */
function defaultEvent({ id, schedule, planned }: Delivery, { account, region }: Place): object {
  const rule = schedule.kind === 'rule';
  return {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: rule ? 'aws.events' : 'aws.scheduler',
    account,
    time: timeText(planned),
    region,
    resources: [schedule.arn],
    detail: rule ? {} : '{}',
  };
}

function inputOf(delivery: Delivery, place: Place): string {
  const { schedule, target, planned, attempts, id } = delivery;
  if (target.Input === undefined) return JSON.stringify(defaultEvent(delivery, place));
  if (schedule.kind === 'rule') return target.Input;
  const values = contextValues(schedule, planned, attempts, id);
  return target.Input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
}

/** What `<aws.scheduler.…>` in an input stands for. */
function contextValues(
  schedule: Schedule,
  planned: number,
  attempts: number,
  id: string,
): Readonly<Record<string, string>> {
  return {
    'schedule-arn': schedule.arn,
    'scheduled-time': timeText(planned),
    'execution-id': id,
    'attempt-number': String(attempts + 1),
  };
}

function timeText(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
