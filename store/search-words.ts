/*
 * What a search reads, as SQL: the same text as in the index and in the function that uses it (migrations 0019, 0029).
 * Nothing is copied for it: an index entry of words that are erased goes with them.
 */

/** The words of a proposal by which it is found: its title and its aim. `value` is the content's column. */
export const CONTENT_WORDS = (value: string) =>
  `to_tsvector('pg_catalog.english', coalesce(${value} ->> 'title', '') || ' ' || coalesce(${value} ->> 'aim', ''))`;

export const BODY_WORDS = (name: string) => `to_tsvector('pg_catalog.english', ${name})`;

/** As people type it: all words, "several together", -without, this or that. */
export const SEARCHED_FOR = (words: string) => `websearch_to_tsquery('pg_catalog.english', ${words})`;
