import type { Stage } from '../../domain/stage.ts';
import { STAGES } from '../../domain/stage.ts';
import type { House } from './house.ts';
import { CONTENT, openGateOf, submitAt, until, type GateView } from './initiatives.ts';

/** Everybody whom the open gate of an ICS's initiative asks agrees, the last of them deciding it. */
export async function agree(house: House, body: string, gate: GateView): Promise<void> {
  const votes = [
    ['approver-1', gate.seats.find((each) => each.kind === 'approval' && each.role === 'approver')],
    ['signatory', gate.seats.find((each) => each.role === 'signatory')],
  ] as const;
  for (const [person, seat] of votes) {
    if (seat === undefined) continue;
    const vote = { outcome: 'approve', contentHash: gate.contentHash };
    const { status } = await (
      await house.as(`${person}.${body}`)
    ).post(`/v1/tasks/${seat.task}/complete`, vote);
    if (status !== 200) throw new Error(`${person}.${body} could not agree: ${status}`);
  }
}

/** Waits for the stage to be worked, sends its content and presents it. */
export async function present(house: House, body: string, id: string, stage: Stage): Promise<void> {
  const owner = await house.as(`owner.${body}`);
  await until(`${stage} is worked`, async () => {
    const { body: found } = await owner.get<{ stage: string }>(`/v1/initiatives/${id}`);
    return found.stage === stage ? true : undefined;
  });
  await owner.put(`/v1/initiatives/${id}/stages/${stage}`, CONTENT[stage]);
  const { status } = await owner.post(`/v1/initiatives/${id}/stages/${stage}/present`);
  if (status !== 200) throw new Error(`${stage} could not be presented: ${status}`);
}

/** An initiative of an ICS from its draft to its end, everybody agreeing. */
export async function walkToTheEnd(house: House, body: string): Promise<string> {
  const id = await submitAt(house, body);
  const owner = await house.as(`owner.${body}`);
  for (const stage of STAGES) {
    if (stage !== 'develop-plan') await present(house, body, id, stage);
    await agree(house, body, await openGateOf(owner, id, stage));
  }
  return id;
}
