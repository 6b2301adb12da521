/**
 * What somebody is told, one word for each. `mine` is what waits for, or is about, this very person: it is told also to
 * those who want to be told of nothing but what is assigned to them. `asks` is told no more once its gate is decided.
 */
export const NOTICES = {
  asked: { mine: false, asks: true },
  'asked-again': { mine: true, asks: true },
  'stands-again': { mine: true, asks: false },
  'counts-on': { mine: true, asks: false },
  'counts-no-more': { mine: true, asks: false },
  assigned: { mine: true, asks: true },
  delegated: { mine: true, asks: true },
  prepared: { mine: true, asks: true },
  'taken-over': { mine: true, asks: false },
  reminded: { mine: true, asks: true },
  'reminded-all': { mine: false, asks: true },
  'past-due': { mine: false, asks: true },
  question: { mine: true, asks: true },
  answered: { mine: true, asks: true },
  'not-answered': { mine: true, asks: false },
  'with-deciders': { mine: false, asks: false },
  'told-of': { mine: false, asks: false },
  commented: { mine: false, asks: false },
  'referral-answered': { mine: false, asks: false },
  overridden: { mine: false, asks: false },
  deferred: { mine: true, asks: false },
  invited: { mine: true, asks: false },
  uninvited: { mine: true, asks: false },
  'sitting-moved': { mine: true, asks: false },
  'sitting-changed': { mine: false, asks: false },
  'sitting-cancelled': { mine: true, asks: false },
  challenged: { mine: true, asks: false },
  'to-settle': { mine: false, asks: true },
  settled: { mine: true, asks: false },
  approved: { mine: false, asks: false },
  superseded: { mine: false, asks: false },
  declined: { mine: true, asks: false },
  'sent-back': { mine: true, asks: false },
  withdrawn: { mine: true, asks: false },
  closed: { mine: false, asks: false },
} as const satisfies Readonly<Record<string, { readonly mine: boolean; readonly asks: boolean }>>;

export type Notice = keyof typeof NOTICES;

export function isNotice(word: string): word is Notice {
  return Object.hasOwn(NOTICES, word);
}
