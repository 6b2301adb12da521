import type Big from 'big.js';
import { FACT_WORDS } from '../fact-words.ts';
import { isFactName } from '../routing-table.ts';
import { all, atomsOf, type Axis, type Box, type Piece, type Space } from './space.ts';

/** What a box asks of facts, in a phrase that follows "when"; "whatever the facts" where it asks nothing. */
export function boxInWords(space: Space, box: Box): string {
  const asked = space.axes.flatMap((axis, place) => {
    const set = box[place] ?? 0n;
    return set === all(axis) ? [] : [setInWords(axis, set)];
  });
  return asked.length === 0 ? 'the facts are anything' : list(asked);
}

/** What a set of an axis asks: "the capital asked for is over £1,000,000". */
export function setInWords(axis: Axis, set: bigint): string {
  const words = isFactName(axis.name) ? FACT_WORDS[axis.name] : null;
  if (axis.kind === 'boolean') {
    const holds = axis.atoms[atomsOf(set)[0] ?? 0]?.value === true;
    if (words?.kind === 'claim') return holds ? words.holds : words.holdsNot;
    return `${axis.name} is ${String(holds)}`;
  }
  const noun =
    words?.kind === 'number' ? words.noun : words?.kind === 'place' ? `the ${axis.name}` : axis.name;
  const unit = words?.kind === 'number' ? words.unit : '';
  const values = axis.kind === 'number' ? rangesInWords(axis, set, unit) : namesOf(axis, set);
  return `${noun} is ${values.join(' or ')}`;
}

const namesOf = (axis: Axis, set: bigint): string[] =>
  atomsOf(set).map((atom) => String(axis.atoms[atom]?.value));

/** Runs of atoms that stand beside each other are one range. */
function rangesInWords(axis: Axis, set: bigint, unit: string): string[] {
  const runs: number[][] = [];
  for (const atom of atomsOf(set)) {
    const last = runs.at(-1);
    if (last?.at(-1) === atom - 1) last.push(atom);
    else runs.push([atom]);
  }
  return runs.map((run) => {
    const first = axis.atoms[run[0] ?? 0]?.pieces[0];
    const last = axis.atoms[run.at(-1) ?? 0]?.pieces.at(-1);
    return rangeInWords(
      run[0] === 0 ? null : (first?.from ?? null),
      run.at(-1) === axis.atoms.length - 1 ? null : (last?.to ?? null),
      unit,
    );
  });
}

function rangeInWords(from: Piece['from'], to: Piece['to'], unit: string): string {
  const below =
    to === null ? '' : to.included ? `${number(to.value, unit)} or less` : `under ${number(to.value, unit)}`;
  if (from === null) return below === '' ? 'anything' : below;
  const least = number(from.value, unit);
  if (to === null) return from.included ? `${least} or more` : `over ${least}`;
  if (from.value.eq(to.value)) return `exactly ${least}`;
  const start = from.included ? `from ${least}` : `over ${least}`;
  return `${start} ${to.included ? `up to ${number(to.value, unit)}` : `and ${below}`}`;
}

/** An exact decimal with its thousands apart. */
export function number(value: Big, unit = ''): string {
  return `${unit}${value.toFixed().replace(/\d+/, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, ','))}`;
}

export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** "S-01", "S-01 and S-02". */
export const rulesInWords = (ids: readonly string[]): string => list(ids);
