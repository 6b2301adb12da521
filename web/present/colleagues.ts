import { readOne } from '../../api/read-one.ts';
import { problemOf, ProblemError } from '../../api/problem.ts';
import type { Services } from '../../api/services.ts';
import { availableActions } from '../../domain/gate/actions.ts';
import { cannotBeGiven, cannotPrepare } from '../../domain/gate/hand-over.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { whyUnseen } from '../../store/handler.ts';
import { readTasks } from '../../store/read/tasks.ts';
import { colleaguesOf, type KnownPerson } from '../../store/registry.ts';
import { namesFor, professionName } from '../words/names.ts';
import { refusalInWords } from '../words/refusal-words.ts';

/** To whom somebody can give a task, and how: to have it, or to prepare it. */
export function colleaguesPage(services: Services, person: KnownPerson, id: string, refused: Refusal | null) {
  return readOne(services, person, async (sql, given) => {
    const found = (await readTasks(sql, person, [id])).get(id);
    if (found === undefined) throw new ProblemError(problemOf(await whyUnseen(sql, { kind: 'task', id })));
    const { gate, seat, initiative } = found;
    const holder = seat.claimedBy === null ? [] : [seat.claimedBy];
    const names = await namesFor(sql, given.bodies, holder);
    const everybody = await colleaguesOf(sql, seat.bodies, given.now);
    const actions = availableActions(initiative, gate, seat, person, given.now);
    const refusal = (action: string) => actions.find((each) => each.action === action)?.refused ?? null;
    const mayHave = refusal('assign') === null;
    const mayPrepare = refusal('delegate') === null;
    const colleagues = everybody.flatMap((each) => {
      const has = mayHave && each.id !== person.id && cannotBeGiven(initiative, gate, seat, each) === null;
      const prepares = mayPrepare && each.id !== person.id && cannotPrepare(initiative, seat, each) === null;
      if (!has && !prepares) return [];
      const profession = each.profession === null ? '' : `, ${professionName(each.profession)}`;
      const only = has ? '' : ' (can prepare it, and not decide)';
      return [{ value: each.id, text: `${each.name}${profession}${only}` }];
    });
    const why = refusal('assign');
    return {
      id,
      title: initiative.title ?? 'Title erased',
      refusal: refused === null ? null : refusalInWords(refused, names),
      possible: mayHave || mayPrepare,
      why: why === null ? null : refusalInWords(why, names),
      mayHave,
      mayPrepare,
      colleagues,
    };
  });
}
