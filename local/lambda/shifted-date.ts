/**
 * Moves `Date` of this thread by the offset in `shared` (milliseconds, one signed 64-bit integer), so that a jump of
 * the virtual clock reaches running code at once. Host timers are untouched.
 */
export function shiftDate(shared: SharedArrayBuffer): void {
  const offset = new BigInt64Array(shared);
  const HostDate = Date;
  const hostNow = Date.now.bind(Date);
  const now = (): number => hostNow() + Number(Atomics.load(offset, 0));
  const shifted = new Proxy(HostDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: () => new HostDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
  HostDate.prototype.constructor = shifted;
  globalThis.Date = shifted;
}
