import type { BodyCode } from '../../body.ts';
import type { Level } from '../../level.ts';
import type { PersonId } from '../../person.ts';
import { never } from '../../result.ts';
import type { Stage } from '../../stage.ts';
import type { Receipt } from '../receipt.ts';

/** What of a receipt another policy needs to be asked the same, and what is compared with its answer. */
export type ReceiptToAskAgain = Pick<
  Receipt,
  'policy' | 'facts' | 'level' | 'deciding' | 'referTo' | 'basis'
>;

/** One verdict of the history, with what stood when it was taken. */
export interface PastVerdict {
  readonly initiative: string;
  /** The number of its event among those of the initiative. */
  readonly n: number;
  readonly at: string;
  readonly gate: string;
  readonly stage: Stage;
  readonly round: number;
  /** Whether its gate opened by it, and so its tasks were made; otherwise it was taken again of a gate that was open. */
  readonly opened: boolean;
  /** Whether its gate is still open by it: what would move if the policy were another. */
  readonly underWay: boolean;
  readonly receipt: ReceiptToAskAgain;
  readonly home: Level;
  /** Those that decide the gate, as it has it. */
  readonly bodies: readonly BodyCode[];
  readonly rulesVersion: number;
  readonly owner: PersonId;
  readonly ownerProfession: string | null;
  readonly lead: BodyCode;
  readonly affected: readonly BodyCode[];
}

/** An event of an initiative, as far as verdicts follow from it. */
export type ToldForVerdicts = { readonly n: number; readonly at: string } & (
  | {
      readonly type: 'initiative-drafted';
      readonly owner: PersonId;
      readonly ownerProfession: string | null;
      readonly lead: BodyCode;
      readonly affected: readonly BodyCode[];
    }
  | {
      readonly type: 'initiative-edited';
      readonly lead: BodyCode;
      readonly affected: readonly BodyCode[];
    }
  | {
      readonly type: 'gate-opened';
      readonly gate: string;
      readonly stage: Stage;
      readonly round: number;
      readonly home: Level;
      readonly bodies: readonly BodyCode[];
      readonly rulesVersion: number;
      readonly receipt: ReceiptToAskAgain;
    }
  | { readonly type: 'verdict-retaken'; readonly gate: string; readonly receipt: ReceiptToAskAgain }
  | { readonly type: 'gate-decided' | 'initiative-withdrawn' }
);

/** The types of events that `verdictsOf` needs of an initiative; it needs no others. */
export const TOLD_FOR_VERDICTS = [
  'initiative-drafted',
  'initiative-edited',
  'gate-opened',
  'verdict-retaken',
  'gate-decided',
  'initiative-withdrawn',
] as const satisfies readonly ToldForVerdicts['type'][];

/** The verdicts of one initiative, in order, from its events in order. */
export function verdictsOf(initiative: string, events: readonly ToldForVerdicts[]): readonly PastVerdict[] {
  const found: PastVerdict[] = [];
  let whose: Pick<PastVerdict, 'owner' | 'ownerProfession'> = { owner: '', ownerProfession: null };
  let about: Pick<PastVerdict, 'lead' | 'affected'> = { lead: '', affected: [] };
  let isOpen = false;
  for (const event of events) {
    switch (event.type) {
      case 'initiative-drafted':
        whose = { owner: event.owner, ownerProfession: event.ownerProfession };
        about = { lead: event.lead, affected: event.affected };
        break;
      case 'initiative-edited':
        about = { lead: event.lead, affected: event.affected };
        break;
      case 'gate-opened': {
        const { n, at, gate, stage, round, home, bodies, rulesVersion, receipt } = event;
        const told = { n, at, gate, stage, round, home, bodies, rulesVersion, receipt };
        found.push({ ...told, ...whose, ...about, initiative, opened: true, underWay: false });
        isOpen = true;
        break;
      }
      case 'verdict-retaken': {
        // It is of the gate that is open, which is the last that opened.
        const last = found.at(-1);
        if (last?.gate !== event.gate) break;
        const { n, at, receipt } = event;
        found.push({ ...last, ...about, n, at, receipt, opened: false });
        break;
      }
      case 'gate-decided':
      case 'initiative-withdrawn':
        isOpen = false;
        break;
      default:
        return never(event);
    }
  }
  return isOpen
    ? found.map((each, index) => (index === found.length - 1 ? { ...each, underWay: true } : each))
    : found;
}
