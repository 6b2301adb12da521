import type { ModdleElement } from 'dmn-moddle';
import { Refused } from './refused.ts';

/** The text of a cell without the white space that a layout puts around it; `null` where there is none. */
export const textOf = (element: ModdleElement | undefined): string | null => element?.text?.trim() ?? null;

/** Refuses an element in another language than FEEL, whatever its version. */
export function refuseOtherLanguage(
  element: ModdleElement | undefined,
  table: string | null,
  rule: string | null,
  cell: string | null,
): void {
  for (const language of [element?.expressionLanguage, element?.typeLanguage]) {
    if (language !== undefined && !/^https:\/\/www\.omg\.org\/spec\/DMN\/\d{8}\/FEEL\/$/.test(language)) {
      throw new Refused('not-understood', table, rule, cell, `The language ${language} is not FEEL.`);
    }
  }
}
