import type { Gate } from '../gate/gate.ts';
import { refusal } from '../refusal.ts';
import { concerns } from '../sitting/agenda.ts';
import type { PersonCommand } from './commands.ts';
import { late } from './decide-task.ts';
import { accept, refuse, type Decision } from './decision.ts';
import type { Initiative } from './initiative.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/** That a gate is to be taken at a sitting: its history says so, and nothing else of it changes. */
export function putOnAgenda(state: Initiative, command: Command<'put-on-agenda'>): Decision {
  const { sitting, body } = command;
  const gate = openGate(state, command.gate);
  if (gate === null) return refuse(late());
  if (!concerns(gate, body))
    return refuse(refusal('not-on-agenda', `${body} neither decides this gate, nor signs or advises on it.`));
  return accept({ type: 'put-on-agenda', data: { gate: gate.id, stage: gate.stage, sitting, body } });
}

export function takeOffAgenda(state: Initiative, command: Command<'take-off-agenda'>): Decision {
  const { sitting, body, because } = command;
  const gate = openGate(state, command.gate);
  if (gate === null) return refuse(late());
  return accept({
    type: 'taken-off-agenda',
    data: { gate: gate.id, stage: gate.stage, sitting, body, because },
  });
}

/** It stays an ordinary open gate, with the due date that it has. */
export function deferAtSitting(state: Initiative, command: Command<'defer-at-sitting'>): Decision {
  const { sitting, reason } = command;
  const gate = openGate(state, command.gate);
  if (gate === null) return refuse(late());
  return accept({ type: 'deferred-at-sitting', data: { gate: gate.id, stage: gate.stage, sitting, reason } });
}

function openGate({ gate }: Initiative, id: string): Gate | null {
  return gate?.id === id && gate.state === 'open' ? gate : null;
}
