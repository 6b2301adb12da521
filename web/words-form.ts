import { v7 as uuid } from 'uuid';
import { LONGEST } from './answer-form.ts';
import { textsIn } from './form-fields.ts';
import { uuid as id } from '../api/schemas/common.ts';

/** What was typed into a page that asks for one text. */
export interface WordsTyped {
  readonly text: string;
  /** Made with the form: sent twice it counts once. */
  readonly key: string;
}

export function emptyWords(): WordsTyped {
  return { text: '', key: uuid() };
}

/** The same words on a form of its own. */
export function renewedWords({ text }: WordsTyped): WordsTyped {
  return { ...emptyWords(), text };
}

/** Reads what was typed, and says what of it cannot be used; `missing` where it may not be empty. */
export function readWords(
  body: unknown,
  missing: string | null,
): { readonly typed: WordsTyped; readonly problem: string | null } {
  const value = textsIn(body);
  const text = value('words');
  const key = id.safeParse(value('key')).success ? value('key') : uuid();
  const problem =
    text === '' ? missing : text.length > LONGEST ? 'What you write must be 4,000 characters or fewer' : null;
  return { typed: { text, key }, problem };
}
