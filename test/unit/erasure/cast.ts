import type { RecordId } from '../../../shared/kernel/ids.ts';
import type { Scene } from './fixture.ts';

/** What is held about one person, and about the others who have to do with that person. */
export interface Cast {
  readonly ines: RecordId;
  readonly tomas: RecordId;
  readonly order: RecordId;
  /** An order whose lines do not name the person. */
  readonly bareOrder: RecordId;
  readonly issued: RecordId;
  readonly draft: RecordId;
  readonly ownNote: RecordId;
  readonly sharedNote: RecordId;
  readonly tomasNote: RecordId;
  readonly company: RecordId;
  readonly namesake: RecordId;
  readonly file: { readonly id: RecordId; readonly objectKey: string };
}

const address = { street: 'Lange Reihe 7', city: 'Hamburg', postalCode: '20099', country: 'DE' };

/** Ines Albrecht and what leads to her; every text that names her says so in another way. */
export async function cast(scene: Scene): Promise<Cast> {
  const ines = await scene.create('contact', {
    externalId: 'ALB-1',
    name: 'Ines Albrecht',
    email: 'ines.albrecht@example.org',
    phone: '+49 30 901820',
    address,
  });
  const tomas = await scene.create('contact', { name: 'Tomás Vidal', email: 'tomas.vidal@example.com' });
  const company = await scene.create('customer', { companyName: 'Hafenkontor GmbH', contactPerson: ines });
  const namesake = await scene.create('customer', {
    companyName: 'Ines Albrecht Consulting',
    contactPerson: ines,
  });
  const order = await scene.create('order', {
    orderedBy: ines,
    customer: company,
    orderedOn: '2026-11-03',
    lines: [{ text: 'Tea, for Ms Albrecht', quantity: 2, unitPrice: 450 }],
    shipToName: 'Ines Albrecht',
    shipToAddress: address,
  });
  const bareOrder = await scene.create('order', {
    orderedBy: ines,
    orderedOn: '2026-10-01',
    lines: [{ text: 'Cups', quantity: 6, unitPrice: 700 }],
    shipToName: 'I. Albrecht',
  });
  const invoice = {
    billedTo: ines,
    order,
    issuedOn: '2026-11-05',
    lines: [{ text: 'Tea', quantity: 2, unitPrice: 450, amount: 900 }],
    total: 900,
    recipientName: 'Ines Albrecht',
    recipientAddress: address,
    recipientEmail: 'ines.albrecht@example.org',
    remark: 'likes to be called in the morning',
  };
  const issued = await scene.create('invoice', { ...invoice, status: 'issued' });
  const draft = await scene.create('invoice', invoice);
  const ownNote = await scene.create('note', { about: ines, text: 'Ines Albrecht is on leave in May' });
  const sharedNote = await scene.create('note', {
    about: ines,
    mentions: [tomas],
    text: 'Ines Albrecht and Tomás Vidal met; call Ines at 0049 30 901820',
  });
  const tomasNote = await scene.create('note', {
    about: tomas,
    mentions: [ines],
    text: 'Tomás asks INES ALBRECHT (ines.albrecht@example.org, +49 30 90-18-20) first',
  });
  const file = await scene.file(ines);
  return {
    ines,
    tomas,
    order,
    bareOrder,
    issued,
    draft,
    ownNote,
    sharedNote,
    tomasNote,
    company,
    namesake,
    file,
  };
}
