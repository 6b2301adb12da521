import type { BodyCode } from '../body.ts';
import type { Content } from '../content.ts';
import type { WhyNotCarried } from '../gate/earlier-votes.ts';
import type { Level } from '../level.ts';
import type { PersonId } from '../person.ts';
import type { AtGate, Of } from './event-shapes.ts';

/** Whose vote it is, and when and at which gate and task it was cast: a task may have been answered more than once. */
interface CarriedFrom {
  readonly by: PersonId;
  readonly votedAt: string;
  readonly fromGate: string;
  readonly from: string;
}

/** What happens as a gate follows another, and as one is brought over to another version of the policy. */
export type MoveEvent =
  | Of<
      'votes-carried',
      AtGate & {
        /** The votes that count on: whose, the task that they fill, and that at which they were cast. */
        readonly carried: readonly (CarriedFrom & { readonly task: string })[];
        /** As the gate opens, those of the gate before it that do not, and why. */
        readonly left: readonly (CarriedFrom & { readonly because: WhyNotCarried })[];
      }
    >
  /** The version that an open gate is judged by is another from now on; what that makes of it follows. */
  | Of<
      'policy-moved',
      AtGate & {
        readonly from: string;
        readonly to: string;
        /** That takes a move back. */ readonly undo: boolean;
      }
    >
  | Of<
      'gate-returned',
      AtGate & {
        readonly by: PersonId;
        readonly body: BodyCode;
        readonly from: Level;
        readonly to: Level;
        /** The rules that held it, of the version that it opened with. */
        readonly held: readonly string[];
        readonly policy: { readonly from: string; readonly to: string };
        readonly reason: Content<string>;
      }
    >;
