import { execFile } from 'node:child_process';
import { X509Certificate, createHash, generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import { newId } from '../../shared/kernel/ids.ts';
import { openAuthority } from '../unit/standards/authority.ts';
import { startStack, type Stack } from './fixture.ts';

let stack: Stack;
let where: readonly string[];
beforeAll(async () => {
  stack = await startStack();
  const credentials = join(stack.stateDir, 'credentials');
  where = ['--api', stack.apiUrl, '--credentials', credentials, '--local', stack.awsUrl];
});
afterAll(() => stack.stop());

const ROOT = join(import.meta.dirname, '..', '..');

/** Runs the command line as a user does: in a process of its own, with nothing of this one's environment. */
function run(...args: readonly string[]): Promise<{ status: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '' } };
    execFile(process.execPath, ['bin/bailiwick.ts', ...args], options, (error, out, err) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
const json = ({ out }: { out: string }) => JSON.parse(out) as Record<string, unknown>;

describe('the command line', () => {
  test('begins, lists, shows and hands over a tenant; the key is shown once and works', async () => {
    const created = await run('tenants', 'create', '--country', 'DE', '--wait', '--json', ...where);
    expect(created, created.err).toMatchObject({ status: 0, err: '' });
    const tenant = String(json(created)['tenant']);
    expect((await run('tenants', 'show', tenant, ...where)).out).toMatch(
      new RegExp(`^${tenant} {2}active +DE +2`),
    );
    expect((await run('tenants', 'list', ...where)).out).toContain(tenant);
    const who = ['--name', 'Atelier Moreau', '--admin-name', 'Tomás Vidal', '--admin-email', 't@example.com'];
    const claimed = await run('tenants', 'claim', tenant, ...who, ...where);
    expect(claimed.status, claimed.err).toBe(0);
    const [apiKey = ''] = claimed.out.split('\n');
    expect((await stack.client(apiKey).get('/v1/me')).body.tenant).toBe(tenant);
    const again = await run('tenants', 'claim', tenant, ...who, ...where);
    expect(again).toMatchObject({ status: 1, out: '' });
    expect(again.err).toContain('claimed once');
    expect(again.err).not.toMatch(/bw_|Moreau|example\.com/);
  });

  test('moves the clock of the local cloud and goes on signing in its time', async () => {
    const moved = json(await run('clock', '--advance', 'P40D', '--json', ...where));
    expect(Date.parse(String(moved['now']))).toBeGreaterThan(Date.now() + 39 * 86_400_000);
    expect((await run('tenants', 'list', ...where)).status).toBe(0);
    expect((await run('clock', ...where)).out).toMatch(/^\d{4}-/);
    expect((await run('clock', '--to', '2001-01-01T00:00:00Z', ...where)).status).toBe(1);
    expect((await run('status', ...where)).out).toContain('bailiwick-dev-platform');
  });

  test('has an authority vouch for the key of OpenDSR, and the key for itself again', async () => {
    const served = async () => (await stack.anybody.get('/v1/opendsr/certificate')).text;
    const own = new X509Certificate(await served());
    const before = json(await run('certificate', 'show', '--json', ...where));
    expect(before).toMatchObject({ issuedBy: 'itself' });
    expect(before['request']).toContain('BEGIN CERTIFICATE REQUEST');
    const authority = await openAuthority('Authority', await stack.now());
    const file = join(stack.folder, 'chain.pem');
    const host = String(before['domain']);
    writeFileSync(file, await authority.issue(host, own.publicKey));
    expect((await run('certificate', 'set', file, ...where)).out).toContain('issued by an authority');
    expect(new X509Certificate(await served()).issuer).toBe('CN=Authority');
    writeFileSync(file, authority.pem);
    const refused = await run('certificate', 'set', file, ...where);
    expect(refused).toMatchObject({ status: 1, out: '' });
    expect(refused.err).toContain('key of this deployment');
    expect((await run('certificate', 'drop', ...where)).out).toContain('signed by its own key');
    expect(new X509Certificate(await served()).verify(own.publicKey)).toBe(true);
  });

  test.each([
    ['no command', [], 2, ''],
    ['an unknown one', ['tenants', 'destroy'], 2, '--help'],
    ['an unknown option', ['tenants', 'list', '--force'], 2, "'--force'"],
    ['an option that is missing', ['tenants', 'create'], 2, '--country'],
    ['an id that is none', ['tenants', 'show', 'acme'], 2, '26 characters'],
    ['too many words', ['tenants', 'list', 'all'], 2, 'too many'],
    ['an address that is none', ['tenants', 'list', '--api', 'here'], 2, '--api'],
    ['a file that does not exist', ['tenants', 'list', '--credentials', '/nowhere'], 2, 'npm start'],
    ['a chain that does not exist', ['certificate', 'set', '/nowhere'], 2, 'ENOENT'],
    ['a clock of a deployment', ['clock', '--api', 'https://api.example.org'], 2, '--local'],
  ])('refuses %s with status %i and says what to do', async (_, args, status, said) => {
    const answer = await run(...args);
    expect(answer.status).toBe(status);
    expect(answer.err).toContain(said);
    expect(answer.err).not.toContain('    at ');
  });

  test('says so when nobody answers, when the credentials do not fit, when there is no such tenant', async () => {
    const credentials = ['--credentials', join(stack.stateDir, 'credentials')];
    const nobody = await run('tenants', 'list', '--api', 'http://127.0.0.1:9', ...credentials);
    expect(nobody).toMatchObject({ status: 3, out: '' });
    const file = join(stack.folder, 'stranger');
    const stranger = 'AKIAAAAAAAAAAAAAAAAA';
    const lines = [
      '[operator]',
      `aws_access_key_id = ${stranger}`,
      'aws_secret_access_key = x',
      'region = eu-central-1',
    ];
    writeFileSync(file, lines.join('\n'));
    const refused = await run('tenants', 'list', '--api', stack.apiUrl, '--credentials', file);
    expect(refused.status).toBe(1);
    expect(refused.err).not.toContain(stranger);
    expect((await run('tenants', 'show', newId(), ...where)).err).toContain('no such tenant');
  });

  test.each([
    '',
    'tenants create',
    'tenants list',
    'tenants show',
    'tenants claim',
    'certificate show',
    'certificate set',
    'certificate drop',
    'verify-receipt',
    'clock',
    'status',
  ])('has help for "%s"', async (command) => {
    const { status, out } = await run(...command.split(' ').filter(Boolean), '--help');
    expect(status).toBe(0);
    expect(out).toContain(`npm run bw -- ${command || 'COMMAND'}`);
    expect(out).toContain('Exit status');
  });
});

test('a receipt is verified offline: one that fits, one that was changed, one of another key', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const about = { receipt: newId(), tenant: newId(), request: newId(), at: '2026-03-01T09:00:00.000Z' };
  const receipt = { ...about, erased: 4 };
  const sha256 = createHash('sha256').update(canonicalJson(receipt)).digest('hex');
  const statement = { v: 1, sha256, ...about };
  const signature = sign('sha256', Buffer.from(canonicalJson(statement)), privateKey).toString('base64');
  const file = { receipt, statement, algorithm: 'ECDSA_SHA_256', signature };
  const at = (name: string) => join(stack.folder, name);
  writeFileSync(at('key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(at('key.der'), publicKey.export({ type: 'spki', format: 'der' }));
  writeFileSync(at('good.json'), JSON.stringify(file));
  writeFileSync(at('bad.json'), JSON.stringify({ ...file, receipt: { ...receipt, erased: 5 } }));
  const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
  writeFileSync(at('other.pem'), other.export({ type: 'spki', format: 'pem' }));

  expect(await run('verify-receipt', at('good.json'), '--key', at('key.pem'))).toMatchObject({ status: 0 });
  expect(await run('verify-receipt', at('good.json'), '--key', at('key.der'))).toMatchObject({ status: 0 });
  const changed = await run('verify-receipt', at('bad.json'), '--key', at('key.pem'));
  expect(changed).toMatchObject({ status: 1 });
  expect(changed.out).toContain('NOT valid');
  expect(await run('verify-receipt', at('good.json'), '--key', at('other.pem'))).toMatchObject({ status: 1 });
  expect(await run('verify-receipt', at('none.json'), '--key', at('key.pem'))).toMatchObject({ status: 2 });
});
