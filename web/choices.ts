/** The items of a select, with "Any" first. */
export function choices(
  all: readonly { readonly value: string; readonly text: string }[],
  chosen: string | undefined,
) {
  return [{ value: '', text: 'Any' }, ...all].map((each) => ({
    ...each,
    selected: each.value === (chosen ?? ''),
  }));
}
