import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { sealJson, openJson, sectionContext } from '../../shared/crypto/section.ts';
import { randomBytes as productRandom, newId } from '../../shared/kernel/ids.ts';
import type { Binding } from '../../shared/store/workspace.ts';
import { tell } from './figures.ts';
import { leastMicroseconds } from './timing.ts';

const key = createSecretKey(randomBytes(32));
const tenant = newId();
const binding = {
  owner: newId(),
  type: 'contact',
  id: newId(),
  section: 'self',
  schema: 1,
} as unknown as Binding;
const value = { name: 'Ines Albrecht', remark: 'x'.repeat(300 - 36) };
const plain = Buffer.from(JSON.stringify(value));
const fixed = randomBytes(48);

/** The bare pair: same cipher, same key, same bytes, same length of associated data; nothing else. */
function bare(): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(fixed);
  const text = cipher.update(plain);
  cipher.final();
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  decipher.setAAD(fixed);
  decipher.setAuthTag(cipher.getAuthTag());
  const opened = decipher.update(text);
  decipher.final();
  return opened;
}

function product(): unknown {
  const sealed = sealJson(key, sectionContext(tenant, binding), value, productRandom);
  return openJson(key, sectionContext(tenant, binding), sealed);
}

const least = leastMicroseconds({ bare, product });
const added = sealJson(key, sectionContext(tenant, binding), value, productRandom).length - plain.length;
tell({ figure: `bare cipher pair, ${plain.length} bytes`, measured: least.bare, unit: 'µs' });
tell({ figure: 'seal and open, JSON and binding included', measured: least.product, unit: 'µs' });
tell({
  figure: 'seal and open ÷ bare cipher pair',
  measured: least.product / least.bare,
  unit: '× bare',
  budget: 2,
});
tell({ figure: 'bytes that sealing adds', measured: added, unit: 'bytes', budget: 40 });
