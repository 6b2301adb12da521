import { professionOf, STAFF_GROUP_NAMES } from '../professions.ts';
import type { BodyMap } from '../body.ts';
import type { Filter, Threshold, ThresholdSet } from './thresholds.ts';

/** Whom a filter names: "registered", "doctor or midwife"; `null` where it names everybody. */
export function filterWords({
  professions,
  notProfessions,
  staffGroups,
  registered,
  roles,
}: Filter): string | null {
  const parts = [
    ...(registered === undefined ? [] : [registered ? 'registered' : 'not registered']),
    ...(professions === undefined ? [] : [professions.map(nameOf).join(' or ')]),
    ...(staffGroups === undefined ? [] : [staffGroups.map((code) => STAFF_GROUP_NAMES[code]).join(' or ')]),
    ...(roles === undefined ? [] : [roles.join(' or ')]),
    ...(notProfessions === undefined ? [] : [`not ${notProfessions.map(nameOf).join(' or ')}`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

/** What a threshold takes: "2 approvals, from 2 professions, 1 registered". */
export function thresholdWords({ approve, filter, professions, bodies, among }: Threshold): string {
  const whom = filterWords(filter);
  return [
    `${counted(approve, 'approval', 'approvals')}${whom === null ? '' : ` (${whom})`}`,
    ...(professions > 1 ? [`from ${professions} professions`] : []),
    ...(bodies > 1 ? [`of ${bodies} bodies`] : []),
    ...among.map((each) => `${each.atLeast} ${filterWords(each.filter) ?? ''}`.trim()),
  ].join(', ');
}

/** What a gate waits for in one of its sets, as a sentence: "2 approvals of NHS Kent, from 2 professions, 1 registered." */
export function waitingSentence(
  set: ThresholdSet,
  left: number,
  after: readonly ThresholdSet[],
  map: Pick<BodyMap, 'get'>,
): string {
  const names = set.bodies.map((code) => map.get(code)?.name ?? code).join(' or ');
  const what = set.byProfession
    ? set.anyOf.map((each) => thresholdWords(each)).join(', or ')
    : counted(left, 'signature', 'signatures');
  const still =
    set.byProfession && set.anyOf.some(({ approve }) => approve !== left) ? `; ${left} more at least` : '';
  const before = after.map(({ name }) => name.toLowerCase()).join(' and ');
  const order = before === '' ? '' : `, after ${before}`;
  return `${set.name} of ${names}: ${what}${still}${order}.`;
}

export function counted(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

function nameOf(profession: string): string {
  return (professionOf(profession)?.name ?? profession).toLowerCase();
}
