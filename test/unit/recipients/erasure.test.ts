import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readReceipt } from '../../../shared/erasure/receipt/read-receipt.ts';
import { verifyReceipt } from '../../../shared/erasure/receipt/verify-receipt.ts';
import { canonicalJson } from '../../../shared/kernel/canonical-json.ts';
import type { Id, RecordId, TenantId } from '../../../shared/kernel/ids.ts';
import { composeNotices } from '../../../shared/rights/notices/compose-notices.ts';
import { NOTICE_LIFE, noticesOf } from '../../../shared/rights/notices/notice.ts';
import { readNotice } from '../../../shared/rights/notices/notices-view.ts';
import { acknowledgeNotice } from '../../../shared/rights/notices/settle-notice.ts';
import type { Recipient } from '../../../shared/recipients/recipient.ts';
import { openRequest } from '../../../shared/rights/opening/open-request.ts';
import type { TenantTables, Workspace } from '../../../shared/store/workspace.ts';
import type { Finding } from '../../../shared/sweep/findings.ts';
import { Scene, person, type Faults } from '../erasure/fixture.ts';
import { Clockwork, MAILER, disclosed, entered, keysIn } from './circle.ts';

let scene: Scene;
let workspace: Workspace;
let clock: Clockwork;
let ines: RecordId;
let shipper: Recipient;
let mailer: Recipient;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  workspace = await scene.business('DE');
  clock = new Clockwork(scene.bench, scene.tenant, () => scene.raw());
  ines = await scene.create('contact', { name: 'Ines Albrecht', email: 'ines@example.org' });
  [shipper, mailer] = [await entered(workspace), await entered(workspace, MAILER)];
  await disclosed(workspace, person(ines), shipper, ines, ['name']);
  await disclosed(workspace, person(ines), mailer, ines, ['name', 'email']);
});

/** Looks once more, as the independent sweep does, and gives what is left. */
async function lookAgain(request: Id, attempt: number): Promise<readonly Finding[]> {
  const tenant: TenantId = scene.tenant;
  let event = { tenant, step: 'verify', turn: 0, request, attempt };
  for (;;) {
    const { carry } = await scene.sweep(event);
    event = { ...event, ...carry };
    if (carry?.['step'] === 'receipt' || carry?.['step'] === 'partly') break;
  }
  const at = workspace.keys.requestPart(request, 'SWP', String(attempt));
  return (await workspace.tables.get([at]))[0]?.['left'] as Finding[];
}

const keyIsThere = async (key: Id) => keysIn(await scene.raw()).includes(key);

describe('part of DSR-03: an erasure tells recipients', () => {
  test('before the person’s key dies, without waiting for them; the receipt names them and stays within 1 KB signed', async () => {
    const request = await scene.planned(person(ines));
    const keysAtSending: boolean[] = [];
    const subjectKey = (await workspace.tables.get([workspace.keys.subject(person(ines))]))[0]?.['key'] as Id;
    const faults: Faults = {
      tables: (tables): TenantTables => ({
        ...tables,
        write: async (writes, operation) => {
          await tables.write(writes, operation);
          if (writes.some(({ at }) => at.pk.includes('#OUT#')))
            keysAtSending.push(await keyIsThere(subjectKey));
        },
      }),
    };
    expect((await scene.erase(request.id, faults)).state).toBe('done');
    expect(keysAtSending).toEqual([true, true]);
    expect(await keyIsThere(subjectKey)).toBe(false);
    const receipt = await readReceipt(workspace, request.id);
    expect(verifyReceipt(receipt, scene.publicKey())).toEqual({ valid: true, reasons: [] });
    const { count, named } = receipt.receipt['recipients'] as unknown as { count: number; named: object[] };
    expect(count).toBe(2);
    expect(named).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'Spedition Vogt', kind: 'recipient', by: 'email' }),
        expect.objectContaining({ name: 'Briefwerk GmbH', kind: 'processor', about: 'erasure' }),
      ]),
    );
    expect(canonicalJson({ ...receipt.statement }).length).toBeLessThan(1024);
    const [stored] = (await scene.raw()).filter(({ sk }) => sk.startsWith('RCP#'));
    expect(JSON.stringify(stored?.['receipt'])).not.toMatch(/Vogt|Briefwerk/);
    expect((await scene.raw()).filter(({ sk }) => sk.startsWith('DSC#'))).toEqual([]);
    await clock.post();
    expect(clock.mails.map(({ to }) => to).sort()).toEqual([
      'office@briefwerk.example',
      'privacy@vogt.example',
    ]);
    for (const { text } of clock.mails) expect(text).toContain('Ines Albrecht');
  });

  test('after they have confirmed nothing of the person is readable, and the independent sweep looks there, too', async () => {
    const request = await scene.planned(person(ines));
    await scene.erase(request.id);
    const notices = await noticesOf(workspace, request.id);
    expect(await lookAgain(request.id, 7)).toEqual([]);
    await clock.pass(600_000);
    for (const { id } of notices) await acknowledgeNotice(scene.workspace(), request.id, id);
    await clock.tick();
    for (const { id, key } of notices) {
      expect(await keyIsThere(key)).toBe(false);
      await expect(readNotice(scene.elsewhere(), request.id, id)).rejects.toMatchObject({ code: 'gone' });
    }
    scene.bench.advance(NOTICE_LIFE);
    expect(await lookAgain(request.id, 8)).toEqual([]);
    const bytes = JSON.stringify(await scene.raw(), (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(bytes).not.toMatch(/Ines|Albrecht|ines@example/);
  });

  test('a notice whose key nobody ended in time is found by the independent sweep', async () => {
    const request = await scene.planned(person(ines));
    await scene.erase(request.id);
    scene.bench.advance(NOTICE_LIFE + 1);
    const left = await lookAgain(request.id, 7);
    expect(left.map(({ store }) => store).sort()).toEqual(['key', 'key', 'notice', 'notice']);
    await clock.pass(600_000);
    expect(await lookAgain(request.id, 8)).toEqual([]);
  });

  test.each(['before', 'after'] as const)(
    'killed %s every other write it tells each of them once',
    async (when) => {
      const request = await scene.planned(person(ines));
      let calls = 0;
      const killing: Faults = {
        tables: (tables): TenantTables => ({
          ...tables,
          write: async (writes, operation) => {
            const kill = calls++ % 2 === 0;
            if (kill && when === 'before') throw new Error('killed');
            await tables.write(writes, operation);
            if (kill) throw new Error('killed');
          },
        }),
      };
      expect((await scene.erase(request.id, killing, 2)).state).toBe('done');
      await clock.pass(600_000);
      expect([clock.mails.length, (await noticesOf(workspace, request.id)).length]).toEqual([2, 2]);
    },
  );

  test('who got only what a statute keeps is not told to erase it', async () => {
    const adviser = await entered(workspace, { name: 'Steuerberatung Kern', purposes: ['accounting'] });
    const invoice = await scene.create('invoice', {
      billedTo: ines,
      status: 'issued',
      issuedOn: '2026-11-05',
      lines: [{ text: 'Tea', quantity: 1, unitPrice: 900, amount: 900 }],
      total: 900,
      recipientName: 'Ines Albrecht',
    });
    await disclosed(workspace, person(ines), adviser, invoice, ['number', 'total', 'recipientName']);
    const request = await scene.planned(person(ines));
    expect((await scene.erase(request.id)).state).toBe('done');
    const told = (await noticesOf(workspace, request.id)).map(({ recipient }) => recipient);
    expect(told.sort()).toEqual([shipper.id, mailer.id].sort());
  });

  test('nothing was disclosed: nobody is told, and the receipt says so', async () => {
    const noor = await scene.create('contact', { name: 'Noor Haddad' });
    const request = await scene.planned(person(noor));
    await scene.erase(request.id);
    const { receipt } = await readReceipt(workspace, request.id);
    expect(receipt['recipients']).toEqual({ count: 0, named: [] });
  });

  test('an erasure overtakes what recipients were to be told before: those texts name the person as well', async () => {
    const { request: earlier } = await openRequest(workspace, {
      type: 'access',
      channel: 'email',
      receivedAt: new Date(scene.bench.now()).toISOString(),
      identifiers: [{ kind: 'email', value: 'ines@example.org' }],
    });
    await composeNotices(workspace, earlier, { about: 'rectification', fields: ['email'] });
    const [before] = await noticesOf(workspace, earlier.id);
    const request = await scene.planned(person(ines));
    expect((await scene.erase(request.id)).state).toBe('done');
    const [after] = await noticesOf(workspace, earlier.id);
    expect([after?.state, after?.content]).toEqual(['overtaken', undefined]);
    expect(await keyIsThere(before?.key ?? ('' as Id))).toBe(false);
  });
});
