import type { BodyMap } from '../body.ts';
import type { Calendars } from '../calendars/calendars.ts';
import type { GateRules } from '../gate/rules.ts';
import type { Person } from '../person.ts';
import type { Linked } from '../policy/basis.ts';
import type { Policy } from '../policy/policy.ts';
import type { Refusal } from '../refusal.ts';
import type { Event } from './events.ts';
import type { NamedPolicy } from '../policy-life/life.ts';

/** The day's world, as a command finds it: the clock read after the lock, the map, the rules in force. */
export interface Given {
  readonly now: string;
  readonly bodies: BodyMap;
  /** The policy in force. */
  readonly policy: Policy;
  /** The other versions that the initiative's gate names: an open gate keeps its own. */
  readonly otherPolicies?: readonly Policy[];
  readonly rules: GateRules;
  readonly calendars: Calendars;
  /** The money of the initiatives that are linked with it, in order of id; none where nothing is routed. */
  readonly linked?: readonly Linked[];
  /** The versions of the policy that it names, or is to name; left out where nothing is asked of one. */
  readonly policies?: readonly NamedPolicy[];
}

/** A person's command is given with the person. */
export interface GivenBy extends Given {
  readonly by: Person;
}

/** Yes with what happened, or no with why; a no may itself be worth recording. */
export type Decision =
  | { readonly accepted: true; readonly events: readonly Event[] }
  | { readonly accepted: false; readonly refusal: Refusal; readonly events: readonly Event[] };

export const accept = (...events: readonly Event[]): Decision => ({ accepted: true, events });
export const refuse = (refusal: Refusal, ...events: readonly Event[]): Decision => ({
  accepted: false,
  refusal,
  events,
});
