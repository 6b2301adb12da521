import { readOne } from '../../api/read-one.ts';
import type { Services } from '../../api/services.ts';
import type { Gate, Vote } from '../../domain/gate/gate.ts';
import { cannotRecall } from '../../domain/gate/seat.ts';
import { requirementsOf } from '../../domain/gate/requirements.ts';
import type { GateRules } from '../../domain/gate/rules.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { STAGE_NAMES, stageAfter } from '../../domain/stage.ts';
import { readInitiative } from '../../store/read-initiative.ts';
import { readTasks } from '../../store/read/tasks.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { ANSWERED } from '../words/gate-words.ts';
import { waitingWords } from './gate.ts';

/** What came of somebody's answer, read from where things stand; `null` where they have not answered this task. */
export function donePage(services: Services, person: KnownPerson, id: string) {
  return readOne(services, person, async (sql, given) => {
    const found = (await readTasks(sql, person, [id])).get(id);
    const state = found === undefined ? null : await readInitiative(sql, found.initiative.id);
    if (found === undefined || state === null) return null;
    const { gate, seat } = found;
    if (seat.vote?.by !== person.id) return null;
    const rules = await services.world.rulesOf(sql, gate, given);
    return {
      heading: `You ${ANSWERED[seat.vote.outcome]}`,
      title: state.proposal.value?.title ?? 'Title erased',
      stage: STAGE_NAMES[gate.stage],
      href: `/initiatives/${state.id}`,
      task: `/tasks/${id}`,
      sitting: seat.vote.sitting === undefined ? null : `/sittings/${seat.vote.sitting}`,
      recallable: cannotRecall(state, gate, seat, person) === null,
      reason: seat.vote.reason?.value ?? null,
      next: whatNext(state, gate, seat.vote, rules),
    };
  });
}

/** Whether the gate is decided by now, and who has it next. */
function whatNext(state: Initiative, gate: Gate, vote: Vote, rules: GateRules): readonly string[] {
  switch (gate.state) {
    case 'open': {
      if (vote.outcome === 'advise')
        return ['Your advice is recorded. Those who decide can read it with the proposal.'];
      const needed = requirementsOf(state, gate, rules).filter((each) => each.state === 'unsatisfied').length;
      return [
        `The stage is not decided yet: it still waits for ${waitingWords(gate)}.`,
        ...(needed === 0
          ? []
          : [
              `${needed === 1 ? 'One requirement is' : `${needed} requirements are`} still to be met as well.`,
            ]),
      ];
    }
    case 'approved': {
      const after = stageAfter(gate.stage);
      return [
        'With your answer the stage is approved.',
        after === null
          ? 'It was the last stage: the initiative closes.'
          : `The initiative goes on to the next stage, “${STAGE_NAMES[after]}”, which its owner works on now.`,
      ];
    }
    case 'declined':
      return [
        'The stage is declined. Its owner can read your reason, and may change what was declined and submit it again.',
      ];
    case 'changes-requested':
      return ['It goes back to its owner, who can read your reason, change it and present it again.'];
    case 'returned':
      return gate.returnTo === null || gate.returnTo === gate.stage
        ? ['It goes back to its owner, who can read your reason, change it and present it again.']
        : [`It goes back to the stage “${STAGE_NAMES[gate.returnTo]}”, which its owner works on again.`];
    case 'superseded':
      return ['The proposal has changed since, so this decision was replaced by a new one.'];
  }
}
