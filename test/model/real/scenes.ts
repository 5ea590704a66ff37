import { CALL_SCENES } from './call-scenes.ts';
import type { Scene } from './caller.ts';
import { ERASURE_SCENES } from './erasure-scenes.ts';
import { HOLD_SCENES } from './hold-scenes.ts';

/** All scenes of real code. */
export const SCENES: readonly Scene[] = [...ERASURE_SCENES, ...CALL_SCENES, ...HOLD_SCENES];
