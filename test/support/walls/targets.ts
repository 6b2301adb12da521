import { v7 as uuid } from 'uuid';
import type { House } from '../house.ts';
import { draftAt, openGateOf, submitAt, until } from '../initiatives.ts';
import { textFile, type Target } from './operations.ts';

/** Where what is not a system's is decided. */
const REGIONS: Readonly<Record<string, string>> = { QMJ: 'Y56', QHL: 'Y60' };

async function attachmentAt(
  house: House,
  lead: string,
  initiative: string,
  text: string,
  name: string,
): Promise<string> {
  const { token } = await house.as(`owner.${lead}`);
  const answer = await fetch(`${house.url}/v1/initiatives/${initiative}/attachments?to=proposal`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: textFile(text, name),
  });
  if (answer.status !== 201) throw new Error(`A file gave ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}

/** A sitting with a gate on its agenda. */
async function sittingAt(house: House, lead: string, gate: string): Promise<string> {
  const asker = await house.as(`approver-1.${lead}`);
  const { status, body } = await asker.post<{ id: string }>('/v1/sittings', {
    body: lead,
    title: 'A meeting',
    heldAt: new Date().toISOString(),
    agenda: [gate],
    invited: [],
  });
  if (status !== 201) throw new Error(`A sitting gave ${status}`);
  return body.id;
}

/** A fact is challenged, which takes the decision to the region, and settled, which takes it down again: for the board's list. */
async function lowered(house: House, lead: string, initiative: string, reason: string): Promise<string> {
  const owner = await house.as(`owner.${lead}`);
  const level = (wanted: string) =>
    until(`${initiative} at ${wanted}`, async () =>
      (await openGateOf(owner, initiative)).level === wanted ? true : undefined,
    );
  await level('system');
  const about = `/v1/initiatives/${initiative}`;
  const approver = await house.as(`approver-1.${lead}`);
  const said = { value: 2_000_000, reason };
  await approver.post(`${about}/facts/revenueGbp/challenge`, said);
  await level('region');
  const { body } = await owner.get<{ items: { challenges: { id: string }[] }[] }>(`${about}/facts`);
  const challenge = body.items.flatMap(({ challenges }) => challenges)[0]?.id ?? '';
  const region = await house.as(`approver-1.${REGIONS[lead] ?? ''}`);
  const settled = await region.post(`${about}/challenges/${challenge}/dismiss`, { reason: 'No' });
  if (settled.status !== 200) throw new Error(`A challenge gave ${settled.status}`);
  await level('system');
  return challenge;
}

/** An initiative of a body, or a draft of one, with something of every kind that can be read. */
export async function targetAt(house: House, lead: string, isDraft: boolean): Promise<Target> {
  const name = `${isDraft ? 'a draft' : 'an initiative'} of ${lead}`;
  const mark = (what: string) => `${what} that only some may read, of ${name}`;
  const proposal = { title: mark('A title'), aim: mark('An aim') };
  const [file, fileName] = [mark('A file'), `${mark('A name')}.txt`];
  const owner = await house.as(`owner.${lead}`);
  if (isDraft) {
    const initiative = await draftAt(house, lead, proposal);
    return {
      ...{ name, lead, isDraft, initiative },
      ...{ gate: uuid(), task: uuid(), sitting: uuid(), closed: uuid(), challenge: uuid() },
      attachment: await attachmentAt(house, lead, initiative, file, fileName),
      traces: [initiative, ...Object.values(proposal), file, fileName],
    };
  }
  const initiative = await submitAt(house, lead, proposal);
  const attachment = await attachmentAt(house, lead, initiative, file, fileName);
  const challenge = await lowered(house, lead, initiative, mark('A challenge'));
  const gate = await openGateOf(owner, initiative);
  const approval = gate.seats.find((seat) => seat.role === 'approver');
  const task = approval?.task ?? '';
  const asker = await house.as(`approver-1.${lead}`);
  await asker.post(`/v1/tasks/${task}/request-information`, { question: mark('A question') });
  await owner.post(`/v1/tasks/${task}/answer`, { answer: mark('An answer') });
  const vote = { outcome: 'approve', reason: mark('A reason'), contentHash: gate.contentHash };
  const voted = await asker.post(`/v1/tasks/${task}/complete`, vote);
  if (voted.status !== 200) throw new Error(`The vote of ${name} gave ${voted.status}`);
  const [sitting, closed] = [await sittingAt(house, lead, gate.id), await sittingAt(house, lead, gate.id)];
  await asker.post(`/v1/sittings/${closed}/close`);
  const said = ['A challenge', 'A question', 'An answer', 'A reason'].map(mark);
  const ids = [initiative, gate.id, challenge, ...gate.seats.map((seat) => seat.task)];
  return {
    ...{ name, lead, isDraft, initiative },
    ...{ gate: gate.id, task, attachment, sitting, closed, challenge },
    traces: [...ids, ...Object.values(proposal), ...said, file, fileName],
  };
}
