/** The beginning of words, of so many units at most: a character that is a pair of them is not cut in two. */
export function beginning(words: string, most: number): string {
  return words.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}
