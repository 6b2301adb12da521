/** An item of an agenda, as far as tests look at it. */
export interface ItemView {
  readonly gate: string;
  readonly initiative: { readonly id: string; readonly title: string };
  readonly state: string;
  readonly reason: string | null;
  readonly gateState: string;
  readonly taken: boolean;
  readonly decidedHere: boolean;
  readonly notice: string | null;
  readonly yourTask: string | null;
  readonly notYours: string | null;
  readonly votes: readonly {
    readonly vote: { by: { id: string }; sitting: string | null; reason: string | null };
  }[];
}

/** A sitting as the API answers, as far as tests look at it. */
export interface SittingView {
  readonly id: string;
  readonly state: string;
  readonly title: string;
  readonly agenda: readonly { readonly place: number; readonly shown: ItemView | null }[];
  readonly people: readonly { readonly person: { id: string }; readonly attendance: string | null }[];
  readonly mayKeep: boolean;
  readonly mayCancel: boolean;
}
