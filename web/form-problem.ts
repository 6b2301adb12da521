/** Something of a form that cannot be used: the field's id, and the way out. */
export interface FormProblem {
  readonly field: string;
  readonly text: string;
}

/** What is the matter with each field, to stand beside it. */
export function byField(
  problems: readonly FormProblem[],
): Readonly<Record<string, { readonly text: string }>> {
  return Object.fromEntries(problems.map(({ field, text }) => [field, { text }]));
}
