import type { PolicyProblem, PolicyProblemType } from './decision-table.ts';

/** Raised while a file is read and caught where its reading began: why it is refused, and where. */
export class Refused extends Error {
  constructor(
    readonly type: PolicyProblemType,
    readonly table: string | null,
    readonly rule: string | null,
    readonly cell: string | null,
    detail: string,
  ) {
    super(detail);
  }

  asProblem(): PolicyProblem {
    const { type, table, rule, cell, message } = this;
    return { type, table, rule, cell, detail: message };
  }
}

export const refuseFile = (type: PolicyProblemType, detail: string): never => {
  throw new Refused(type, null, null, null, detail);
};
