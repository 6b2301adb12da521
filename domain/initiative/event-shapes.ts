import type { Stage } from '../stage.ts';

/** An event of a type with its data. */
export type Of<Type extends string, Data extends object> = { readonly type: Type } & { readonly data: Data };
export interface AtGate {
  readonly gate: string;
  readonly stage: Stage;
}
export interface AtTask extends AtGate {
  readonly task: string;
}
