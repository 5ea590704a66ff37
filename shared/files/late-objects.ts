import { newId } from '../kernel/ids.ts';
import type { Office } from '../office/office.ts';
import type { Buckets, Objects } from './objects.ts';

/** Objects as of `sessionObjects`; S3 is loaded at the first use, because few calls touch a file. */
export function lateObjects(office: Office, buckets: Buckets): Objects {
  let loading: Promise<Objects> | undefined;
  const load = async () => {
    loading ??= import('./session-objects.ts').then(({ sessionObjects }) => sessionObjects(office, buckets));
    return loading;
  };
  return (tenant) => {
    const own = async () => (await load())(tenant);
    return {
      newKey: (random) => `${tenant}/${newId(random)}`,
      form: async (...given) => (await own()).form(...given),
      head: async (...given) => (await own()).head(...given),
      read: async (...given) => (await own()).read(...given),
      write: async (...given) => (await own()).write(...given),
      remove: async (...given) => (await own()).remove(...given),
      link: async (...given) => (await own()).link(...given),
    };
  };
}
