import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Answer, Client } from '../../journeys/client.ts';

/** How often a caller asks again who was told to come back later, and real milliseconds in between. */
const TIMES = 60;
const PAUSE = 500;

/** A caller who does what 503 says: retries later. A machine with other things to do answers so without any crash. */
export function patient(client: Client): Client {
  const again = async (ask: () => Promise<Answer>): Promise<Answer> => {
    for (let times = 1; ; times++) {
      const answer = await ask();
      if (answer.status !== 503 || times === TIMES) return answer;
      await pauseFor(PAUSE);
    }
  };
  return {
    call: (...given) => again(() => client.call(...given)),
    get: (...given) => again(() => client.get(...given)),
    post: (...given) => again(() => client.post(...given)),
    patch: (...given) => again(() => client.patch(...given)),
    delete: (...given) => again(() => client.delete(...given)),
  };
}
