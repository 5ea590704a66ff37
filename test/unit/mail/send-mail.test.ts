import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../../shared/kernel/ids.ts';
import { MINUTE } from '../../../shared/kernel/time.ts';
import { deliverDue, deliverKey } from '../../../shared/mail/deliver.ts';
import type { Mail } from '../../../shared/mail/outbox.ts';
import { mailWrites } from '../../../shared/mail/outbox.ts';
import type { Delivery } from '../../../shared/mail/send-mail.ts';
import { dueOfKey } from '../../../shared/store/due.ts';
import type { Bench } from '../../engine/bench.ts';
import type { Firm } from '../rights/firm.ts';
import { firmBench, openFirm } from '../rights/firm.ts';

const MAIL: Mail = { to: 'ines@example.org', subject: 'S', text: 'T', html: '<p>T</p>' };

describe('mails of the outbox', () => {
  let bench: Bench;
  let firm: Firm;
  let handed: Mail[];
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    firm = await openFirm(bench);
    handed = [];
    const workspace = firm.as(firm.officer);
    const { key, write } = await workspace.vault.newOwnerKey('request');
    const request = newId();
    await workspace.tables.write([write, ...mailWrites(workspace, { request, key }, 'link', MAIL)]);
  });

  const outbox = async () => (await firm.items('OUT#'))[0];
  const trace = async () => (await firm.items('REQ#')).find(({ sk }) => sk.startsWith('MAI#'))?.['state'];
  const deliver = async (as: Delivery | Error) => {
    const item = await outbox();
    if (!item) return;
    await deliverKey(
      bench.office,
      async (mail) => {
        handed.push(mail);
        if (as instanceof Error) throw as;
        return as;
      },
      item,
    );
  };

  test('a mail is sealed until it is sent, and gone afterwards; its trace stays', async () => {
    const stored = JSON.stringify(await firm.items(''), (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(stored).not.toContain(MAIL.to);
    const before = await outbox();
    await Promise.all([deliver('sent'), deliver('sent'), deliver('sent')]);
    expect(handed).toEqual([MAIL]);
    expect(await outbox()).toBeUndefined();
    expect(await trace()).toBe('sent');
    expect(await firm.items('DUE#')).toEqual([]);
    if (before) await deliverKey(bench.office, async () => 'sent', before);
    expect(handed).toHaveLength(1);
  });

  test.each(['unknown', 'refused'] as const)('a mail that ended as %s is never sent again', async (as) => {
    await deliver(as);
    await deliver('sent');
    expect(handed).toHaveLength(1);
    expect(await trace()).toBe(as);
  });

  test('a mail that was certainly not taken waits for the schedule', async () => {
    await deliver('later');
    expect(await trace()).toBe('waiting');
    const [item] = await firm.items('DUE#');
    const due = dueOfKey(item ?? { pk: '', sk: '' });
    if (!due) throw new TypeError('no due work');
    const later = () => deliverDue(bench.office, async () => 'later', due);
    expect(await later()).toBe(false);
    const sent = () => deliverDue(bench.office, async () => 'sent', due);
    expect(await sent()).toBe(true);
    expect(await sent()).toBe(true);
    expect(await trace()).toBe('sent');
  });

  test('the mail of a sender that died while sending is noted as unknown and not sent again', async () => {
    await expect(deliver(new TypeError('killed'))).rejects.toThrow();
    await deliver('sent');
    bench.advance(11 * MINUTE);
    await deliver('sent');
    expect(handed).toHaveLength(1);
    expect(await trace()).toBe('unknown');
    expect(await outbox()).toBeUndefined();
  });

  test('other keys of the stream are nothing to do', async () => {
    for (const key of [
      { pk: `T#${firm.tenant}#REQ#${newId()}`, sk: 'CTL' },
      { pk: 'S#OUT#2027-01-01#0', sk: newId() },
      { pk: `T#${firm.tenant}#OUT#2027-01-01#0`, sk: 'x' },
    ])
      await deliverKey(bench.office, async () => 'sent', key);
    expect(await trace()).toBe('waiting');
  });
});
