import * as z from 'zod';
import { emailAddress, phoneNumber, text } from '../../catalogue/values.ts';
import { takeForm, type DoorServices } from '../../intake/door.ts';
import { answerPage, formPage } from '../../intake/pages.ts';
import { takeAtVendor } from '../../intake/vendor-door.ts';
import { isProblem } from '../../kernel/problems.ts';
import { LANGUAGES } from '../../rights/letters/content.ts';
import { REQUEST_TYPES, type RequestType } from '../../rights/rights.ts';
import type { Answer, Route } from '../route.ts';

const doors = { audience: 'public', function: 'intake', processing: 'rights' } as const;

/** What somebody who writes may say; nothing but the message is asked. */
export const who = {
  message: text(10_000),
  name: text(200).optional(),
  email: emailAddress.optional(),
  phone: phoneNumber.optional(),
  language: z.enum(LANGUAGES).optional(),
};
const tenant = z.strictObject({ tenant: z.string().max(100) });
/** Rights that the person has ticked, if any. */
export const rights = z.array(z.enum(REQUEST_TYPES)).max(REQUEST_TYPES.length).default([]);

/** An empty field of a form is one that was left out. */
const blank = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
/** Browsers end the lines of a form with both characters (WHATWG HTML, form submission). */
const lines = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value);
const form = z.strictObject({
  message: z.preprocess(lines, who.message),
  name: blank(text(200)),
  email: blank(emailAddress),
  phone: blank(phoneNumber),
  ...(Object.fromEntries(REQUEST_TYPES.map((type) => [type, z.literal('on').optional()])) as Record<
    RequestType,
    z.ZodOptional<z.ZodLiteral<'on'>>
  >),
});
const vendorForm = form.extend({ business: blank(text(200)) });

const writtenOf = ({ message, name, email, phone, ...ticked }: z.infer<typeof form>) => ({
  message,
  name,
  email,
  phone,
  rights: REQUEST_TYPES.filter((type) => ticked[type] === 'on'),
});

/** The same answer for every business and every message. */
const ARRIVED = { says: 'If the address is right, your message has arrived.' } as const;
const html = (page: string): Answer => ({ status: 200, html: page });

async function answeredPage(take: () => Promise<void>): Promise<Answer> {
  try {
    await take();
    return html(answerPage('thanks'));
  } catch (error) {
    if (!isProblem(error)) throw error;
    return html(answerPage('later'));
  }
}

/** Doors for everybody: no login, no script, no cookie that another site could make use of. */
export const DOOR_ROUTES: readonly Route<'public', DoorServices>[] = [
  {
    ...doors,
    method: 'POST',
    path: '/public/v1/intake/{tenant}',
    summary:
      'Takes a message about somebody’s data for a business, in free wording; one answer for every business',
    params: tenant,
    body: z.strictObject({ ...who, rights }),
    output: z.object({ says: z.string() }),
    use: async (services, { sourceHint }, { path, body }) => {
      await takeForm(services, sourceHint, path.tenant, body);
      return { status: 202, body: ARRIVED };
    },
  },
  {
    ...doors,
    method: 'POST',
    path: '/public/v1/intake',
    summary: 'Takes a message at the vendor: passed on unread to the business that it names',
    body: z.strictObject({ ...who, rights, business: text(200).optional() }),
    output: z.object({ says: z.string() }),
    use: async (services, { sourceHint }, { body }) => {
      await takeAtVendor(services, sourceHint, body);
      return { status: 202, body: ARRIVED };
    },
  },
  {
    ...doors,
    method: 'GET',
    path: '/public/pages/intake/{tenant}',
    summary: 'Page: a message about somebody’s data to a business',
    params: tenant,
    use: async () => html(formPage('form')),
  },
  {
    ...doors,
    method: 'POST',
    path: '/public/pages/intake/{tenant}',
    summary: 'Page: takes the message',
    params: tenant,
    body: form,
    use: (services, { sourceHint }, { path, body }) =>
      answeredPage(() => takeForm(services, sourceHint, path.tenant, writtenOf(body))),
  },
  {
    ...doors,
    method: 'GET',
    path: '/public/pages/intake',
    summary: 'Page: a message to the vendor, about a business or about the vendor itself',
    use: async () => html(formPage('vendor')),
  },
  {
    ...doors,
    method: 'POST',
    path: '/public/pages/intake',
    summary: 'Page: takes the message',
    body: vendorForm,
    use: (services, { sourceHint }, { body }) =>
      answeredPage(() => takeAtVendor(services, sourceHint, { ...writtenOf(body), business: body.business })),
  },
];
