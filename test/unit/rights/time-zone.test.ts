import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestBody } from '../../../shared/rights/desk/request-view.ts';
import { zoneOf } from '../../../shared/rights/deadlines/zone.ts';
import { tenantSettings } from '../../../shared/tenants/settings.ts';
import { isTimeZone, setTimeZone } from '../../../shared/tenants/time-zone.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench, openFirm, type Firm } from './firm.ts';

/** Half past eight in the evening of 26 February in Paris is half past midnight on Réunion. */
const receivedAt = '2027-02-26T20:30:00Z';
const replyTo = 'ines@example.com';

describe('the zone of a business whose country has several', () => {
  let bench: Bench;
  let firm: Firm;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    firm = await openFirm(bench, 'FR');
  });

  const received = async (given: object = {}) => {
    const { request } = await firm.open({ type: 'access', receivedAt, replyTo, ...given });
    return request;
  };

  test('a request that arrives after midnight there arrived the next day, and its receipt says so', async () => {
    const officer = firm.as(firm.officer);
    expect(zoneOf(await tenantSettings(officer))).toBe('Europe/Paris');
    expect(requestBody(await received()).clocks).toMatchObject({ receivedOn: '2027-02-26' });
    expect((await firm.post())[0]?.text).toContain('26 February 2027');

    await setTimeZone(officer, 'Indian/Reunion');
    const later = await received({ type: 'portability' });
    expect(later).toMatchObject({ timeZone: 'Indian/Reunion' });
    expect(requestBody(later).clocks).toMatchObject({ receivedOn: '2027-02-27' });
    expect((await firm.post())[0]?.text).toContain('27 February 2027');
  });

  test('a request that is open keeps the days that the person was told', async () => {
    const request = await received();
    await setTimeZone(firm.as(firm.officer), 'Indian/Reunion');
    expect(requestBody(request).clocks).toMatchObject({ receivedOn: '2027-02-26' });
  });

  test('a request under the calendar of a branch elsewhere is read in the zone of that calendar', async () => {
    await setTimeZone(firm.as(firm.officer), 'Indian/Reunion');
    const request = await received({ calendar: 'DE' });
    expect(request.timeZone).toBeUndefined();
    expect(requestBody(request).clocks).toMatchObject({ receivedOn: '2027-02-26' });
  });

  test('zones of the IANA database are taken, links among them; offsets and inventions are not', () => {
    for (const zone of ['Europe/Paris', 'Europe/Kiev', 'Asia/Vladivostok', 'UTC'])
      expect(isTimeZone(zone)).toBe(true);
    for (const zone of ['', '+04:00', 'Mars/Olympus', 'Europe/', ' Europe/Paris'])
      expect(isTimeZone(zone)).toBe(false);
  });
});
