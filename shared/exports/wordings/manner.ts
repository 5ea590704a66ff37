import type { Language } from '../../catalogue/languages.ts';
import type { Regime } from '../../rights/deadlines/regimes.ts';
import { lawOfRequest } from '../../rights/request/clocks.ts';
import type { RequestItem } from '../../rights/request/model.ts';

/** In which language a package speaks, and whose articles it names: those of the request that it answers. */
export interface Manner {
  readonly language: Language;
  readonly law: Regime;
}

/** The manner of a request's package. */
export function mannerOf(request: RequestItem): Manner {
  return { language: request.language, law: lawOfRequest(request) };
}
