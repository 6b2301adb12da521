import type { BodyCode } from '../body.ts';
import type { Content } from '../content.ts';
import type { PersonId } from '../person.ts';
import type { Attendance } from './sitting.ts';

/** What people ask of a sitting. Words are sealed at the edge; what is left out of a change stays as it is. */
export type SittingCommand =
  | {
      readonly type: 'convene';
      readonly id: string;
      readonly body: BodyCode;
      readonly title: Content<string>;
      readonly where: Content<string> | null;
      readonly heldAt: string;
      /** Gates, in the order in which they are to be taken. */
      readonly agenda: readonly string[];
      readonly invited: readonly PersonId[];
    }
  | {
      readonly type: 'change';
      readonly title?: Content<string>;
      readonly where?: Content<string> | null;
      readonly heldAt?: string;
      readonly agenda?: readonly string[];
      readonly invited?: readonly PersonId[];
      /** The version that was read. */
      readonly expected: number | null;
    }
  | {
      readonly type: 'record-attendance';
      readonly people: readonly { readonly person: PersonId; readonly attendance: Attendance }[];
    }
  | { readonly type: 'defer-item'; readonly gate: string; readonly reason: Content<string> }
  | { readonly type: 'close' }
  | { readonly type: 'cancel'; readonly reason: Content<string> | null };

/** The gates that a command is about, beside those that the sitting has. */
export function gatesOf(command: SittingCommand): readonly string[] {
  if (command.type === 'convene') return command.agenda;
  if (command.type === 'change') return command.agenda ?? [];
  return command.type === 'defer-item' ? [command.gate] : [];
}

/** The people whom a command would invite. */
export function inviteesOf(command: SittingCommand): readonly PersonId[] {
  return command.type === 'convene' || command.type === 'change' ? (command.invited ?? []) : [];
}
