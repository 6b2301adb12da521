/** So many problems of a file are told at once, or names of what is in it. */
export const MOST_TOLD = 20;
