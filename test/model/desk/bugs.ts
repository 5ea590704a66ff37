/** What can be broken on purpose around holds and the watchdog: the invariant that must fall then, and in which scope. */
export const DESK_BUGS = {
  'freeze ignores a hold on everything': { falls: 'I12', in: 'two holds' },
  'freeze goes by the holds that it read': { falls: 'I12', in: 'two holds' },
  'plan that does not know a hold is carried out': { falls: 'I12', in: 'two holds' },
  'plan that knows a released hold is carried out': { falls: 'I12', in: 'two holds' },
  'plan is made anew of a request that has moved': { falls: 'I12', in: 'two holds' },
  'original goes before its held copy is there': { falls: 'I12', in: 'two holds' },
  'hold is accepted while the person is erased': { falls: 'I12', in: 'two holds' },
  'slow run of an earlier attempt plans on': { falls: 'I12', in: 'two holds' },
  'release takes what a statute keeps': { falls: 'I12', in: 'two holds' },
  'release leaves what the hold kept': { falls: 'I12', in: 'two holds' },
  'request is held back by what was read': { falls: 'I12', in: 'two holds' },
  'nobody repeats what a release means': { falls: 'I8', in: 'a hold and a death' },
  'watchdog restarts under the same name': { falls: 'I8', in: 'work that dies' },
  'watchdog plans no next look': { falls: 'I8', in: 'work that dies' },
  'work that failed has no next try and no alarm': { falls: 'I8', in: 'work that dies' },
  'run that was lost is not started again': { falls: 'I8', in: 'work that dies' },
  'restarts that meet both close the request': { falls: 'I7', in: 'restarts that meet' },
} as const satisfies Record<string, { readonly falls: string; readonly in: string }>;
/** A planted bug around holds and the watchdog. */
export type DeskBug = keyof typeof DESK_BUGS;
