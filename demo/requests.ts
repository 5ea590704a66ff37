import { mailWith } from './outbox.ts';
import type { Person } from './person.ts';
import { reaches } from './person.ts';
import type { Body, Story } from './story.ts';

/** Mails that the story has read already. */
const read = new Set<number>();
const LINK = /\/public\/pages\/(?:verify|collect)\/([^\s"'<>]+)/;
const CODE = /\b(\d{8})\b/;

/** Opens a request as it reached the business, and shows its clocks. */
export async function open(story: Story, type: 'access' | 'erasure', { contact }: Person): Promise<Body> {
  const [kind, value] = Object.entries(story.map.person)[0] ?? ['name', contact.name];
  const request = await story.staff.sales.must('POST', '/v1/requests', {
    type,
    channel: contact.email ? 'email' : 'phone',
    receivedAt: await now(story),
    identifiers: [{ kind, value }],
    wording: type === 'access' ? 'Please send me everything you hold about me.' : 'Please delete my data.',
    language: 'en',
  });
  const { terminal } = story;
  terminal.say(
    `Request ${request.id}: due by law on ${request.dueByLaw}, by our promise on ${request.dueByPromise}.`,
  );
  terminal.say(`${request.candidates.length} person(s) answer to the identifier that was given.`);
  if (!request.subject) {
    await story.staff.officer.must('PUT', `/v1/requests/${request.id}/person`, { person: contact.person });
    terminal.say('The officer chose whom it is about.');
  }
  return request;
}

/** The time of the deployment, from an answer's Date. */
export async function now({ stage }: Story): Promise<string> {
  const response = await fetch(`${stage.api}/v1/me`);
  return new Date(response.headers.get('date') ?? Date.now()).toISOString();
}

/** Asks the public room for a code, reads it from the person's mailbox and answers with it. */
async function throughRoom(story: Story, room: 'challenges' | 'collect', to: string): Promise<Body> {
  const link = await mailWith(story, to, LINK, read);
  const uniform = await story.anyone.ask('POST', `/public/v1/${room}/${link.slice(0, -4)}AAAA/code`, {});
  const answer = await story.anyone.ask('POST', `/public/v1/${room}/${link}/code`, {});
  story.terminal.claim(
    answer.status === uniform.status && answer.text === uniform.text,
    'a link that leads nowhere is answered like a good one',
  );
  const code = await mailWith(story, to, CODE, read);
  const wrong = code === '00000000' ? '00000001' : '00000000';
  const refused = await story.anyone.ask('POST', `/public/v1/${room}/${link}/answer`, { code: wrong });
  story.terminal.claim(refused.status >= 400, 'a wrong code is refused');
  return story.anyone.must('POST', `/public/v1/${room}/${link}/answer`, { code });
}

/** Identifies the person: by a code to the mailbox on file, or by a call-back that a second officer approves. */
export async function identify(story: Story, request: Body, { contact }: Person): Promise<void> {
  const { terminal, staff } = story;
  if (contact.email) {
    await staff.officer.must('POST', `/v1/requests/${request.id}/challenge`, { via: 'email' });
    await throughRoom(story, 'challenges', contact.email);
    terminal.say('Identified by a code to the mailbox that was on file before the request.');
  } else {
    const noted = { noted: 'Called the number on file; the person named the last order.' };
    await staff.officer.must('POST', `/v1/requests/${request.id}/call-back`, noted);
    const own = await staff.officer.ask('POST', `/v1/requests/${request.id}/call-back/approve`, {});
    terminal.claim(own.status === 409, 'nobody approves a call-back that they recorded themselves');
    await staff.secondOfficer.must('POST', `/v1/requests/${request.id}/call-back/approve`, {});
    terminal.say('No e-mail on file: called back by one officer, approved by another.');
  }
  await reaches(story, request.id, 'verified');
}

/** Hands the package over: to the person's mailbox room, or through the officer when there is none. */
export async function collect(story: Story, request: Body, { contact }: Person): Promise<string> {
  const { staff } = story;
  if (contact.email) {
    await staff.officer.must('POST', `/v1/requests/${request.id}/release`, {});
    return (await throughRoom(story, 'collect', contact.email)).url;
  }
  const { url } = await staff.officer.must('POST', `/v1/requests/${request.id}/hand-over`, {
    by: 'in-person',
  });
  return url;
}
