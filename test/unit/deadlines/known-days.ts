/** Noon is the same day in every country here. */
export const noon = (day: string) => `${day}T12:00:00Z`;

/** Received, calendar, due, why: examples of EDPB Guidelines 01/2022, of the ICO, days computed by an independent tool, and by hand for more states. */
export const ONE_MONTH = [
  ['2024-03-05', 'FR', '2024-04-05', 'the same date (EDPB)'],
  ['2025-03-05', 'FR', '2025-04-07', 'past a Saturday'],
  ['2025-08-31', 'FR', '2025-09-30', 'end of the month (EDPB)'],
  ['2025-01-31', 'FR', '2025-02-28', 'clamped to February'],
  ['2024-01-31', 'FR', '2024-02-29', 'clamped to a leap day'],
  ['2026-01-31', 'FR', '2026-03-02', 'clamped to a Saturday'],
  ['2025-03-31', 'FR', '2025-04-30', 'clamped to April'],
  ['2025-03-21', 'DE', '2025-04-22', 'past Easter Monday'],
  ['2025-03-21', 'FR', '2025-04-22', 'past Easter Monday'],
  ['2025-04-01', 'FR', '2025-05-02', 'past 1 May'],
  ['2025-04-01', 'NL', '2025-05-01', '1 May is a working day in the Netherlands'],
  ['2025-11-25', 'FR', '2025-12-26', 'past 25 December'],
  ['2025-11-25', 'DE', '2025-12-29', 'past both days of Christmas and a weekend'],
  ['2025-12-01', 'FR', '2026-01-02', 'past 1 January'],
  ['2026-03-03', 'DE', '2026-04-07', 'past Good Friday to Easter Monday'],
  ['2024-11-25', 'UK', '2024-12-27', 'past Christmas and Boxing Day (ICO)'],
  ['2024-01-01', 'UK', '2024-02-01', 'received on a bank holiday (ICO)'],
  ['2024-04-03', 'GR', '2024-05-07', 'past Orthodox Good Friday to Easter Monday'],
  ['2024-04-01', 'GR', '2024-05-01', '1 May is in Holy Week, and worked'],
  ['2026-03-10', 'BG', '2026-04-14', 'past Orthodox Good Friday to Easter Monday'],
  ['2026-03-06', 'EE', '2026-04-06', 'Easter Monday is a working day in Estonia'],
  ['2026-05-19', 'FI', '2026-06-22', "past Midsummer's Eve and a weekend"],
  ['2026-05-19', 'SE', '2026-06-19', "Midsummer's Eve is no holiday of Swedish law"],
  ['2025-11-24', 'PL', '2025-12-29', 'past three days of Christmas and a weekend'],
  ['2024-11-24', 'PL', '2024-12-24', 'a year before the law freed the day'],
  ['2025-10-18', 'LV', '2025-11-19', 'past 18 November'],
  ['2025-12-01', 'RO', '2026-01-05', 'past two days of New Year and a weekend'],
] as const;

/** Extended: received, calendar, due. */
export const THREE_MONTHS = [
  ['2026-01-31', 'FR', '2026-04-30', 'counted from the receipt (ICO)'],
  ['2025-11-30', 'FR', '2026-03-02', 'clamped to a Saturday'],
] as const;
