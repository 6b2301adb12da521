import { waitingFor } from '../../api/present/initiatives.ts';
import type { BodyMap } from '../../domain/body.ts';
import type { Gate } from '../../domain/gate/gate.ts';
import type { Happened } from '../../domain/initiative/events.ts';
import type { Initiative, StageWork } from '../../domain/initiative/initiative.ts';
import { STAGE_NAMES, STAGES, type Stage } from '../../domain/stage.ts';
import type { ListedInitiative } from '../../store/read/initiatives.ts';
import { contentBlocks } from '../words/content-words.ts';
import { dayAndTime, dayOf } from '../words/dates.ts';
import { tell } from '../words/event-words.ts';
import { GATE_TAGS, STAGE_TAGS, STATUS_TAGS, type Tag } from '../words/gate-words.ts';
import { levelName, type Names } from '../words/names.ts';

/** A line of a list of initiatives. */
export function initiativeRow(state: ListedInitiative, map: BodyMap, names: Names) {
  const proposal = state.proposal.value;
  return {
    href: `/initiatives/${state.id}`,
    title: proposal?.title ?? 'Title erased',
    lead: names.body(proposal?.lead ?? ''),
    stage: STAGE_NAMES[state.stage],
    tag: STATUS_TAGS[state.status],
    level: state.gate?.state === 'open' ? levelName(state.gate.level) : null,
    waitingFor: waitingFor(state, map),
    updated: dayOf(state.at),
  };
}

/** The tag of a stage, which says more than its state where a decision did not approve it. */
export function stageTag(work: StageWork, gate: Gate | undefined, current: boolean): Tag {
  if (gate !== undefined && current && ['declined', 'superseded'].includes(gate.state))
    return GATE_TAGS[gate.state];
  if (work.state === 'working' && !current) return { text: 'To be worked again', colour: 'grey' };
  return STAGE_TAGS[work.state];
}

export function stageContent(state: Initiative, stage: Stage) {
  const content = state.stages[stage].content;
  if (content === null) return null;
  return content.value === null ? [] : contentBlocks(content.value, (id) => conditionOf(state, id));
}

/** The words of a condition that evidence was sent for. */
export function conditionOf(state: Initiative, id: string): string {
  return (
    state.conditions.find((each) => each.id === id)?.text.value?.text ?? 'A condition of an earlier approval'
  );
}

export const STAGE_CHOICES = STAGES.map((value) => ({ value, text: STAGE_NAMES[value] }));

/** The history in sentences, each with its day and time. */
export function timelineView(events: readonly Happened[], names: Names) {
  return events.map((event) => ({ n: event.n, at: dayAndTime(event.at), ...tell(event, names) }));
}
