import type { BodyCode } from '../body.ts';
import type { Content } from '../content.ts';
import type { PersonId } from '../person.ts';
import type { Attendance, Item } from './sitting.ts';

export type NewItem = Pick<Item, 'gate' | 'initiative' | 'stage' | 'place' | 'contentHash'>;

interface Of<Type extends string, Data extends object> {
  readonly type: Type;
  readonly data: Data;
}

/** What can happen to a sitting. What it means for an initiative is an event of that initiative's own. */
export type SittingEvent =
  | Of<
      'sitting-convened',
      {
        readonly body: BodyCode;
        readonly title: Content<string>;
        readonly where: Content<string> | null;
        readonly heldAt: string;
        readonly items: readonly NewItem[];
        readonly invited: readonly PersonId[];
      }
    >
  | Of<'sitting-renamed', { readonly title: Content<string> }>
  | Of<
      'sitting-moved',
      { readonly from: string; readonly heldAt: string; readonly where: Content<string> | null }
    >
  | Of<
      'agenda-changed',
      {
        readonly added: readonly NewItem[];
        readonly struck: readonly string[];
        /** The places of those that stay, where another is theirs now. */
        readonly placed: readonly Pick<Item, 'gate' | 'place'>[];
      }
    >
  | Of<
      'invitations-changed',
      { readonly invited: readonly PersonId[]; readonly uninvited: readonly PersonId[] }
    >
  | Of<'attendance-recorded', { readonly person: PersonId; readonly attendance: Attendance }>
  | Of<'item-deferred', { readonly gate: string; readonly reason: Content<string> }>
  | Of<'sitting-closed', { readonly upTo: readonly { readonly gate: string; readonly n: number }[] }>
  | Of<'sitting-cancelled', { readonly reason: Content<string> | null }>;

export type SittingHappened = SittingEvent & {
  readonly n: number;
  readonly at: string;
  readonly actor: PersonId;
};
