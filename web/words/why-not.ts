/** Why a vote did not count, or an attempt was refused, by the code of its refusal. */
export const REFUSED: Readonly<Record<string, string>> = {
  late: 'It came too late: nobody waited for it any more.',
  'content-changed': 'What they had been shown had changed.',
  'claimed-by-another': 'Somebody else had claimed the task.',
  delegated: 'A colleague was still preparing the task.',
  'own-proposal': 'Nobody decides on their own proposal, or on that of somebody whom they stand in for.',
  'interest-declared': 'They have declared an interest.',
  'not-of-this-seat': 'The task was for somebody of another body or role.',
  'one-seat-each': 'They had answered once already.',
  'profession-counted': 'The approvals have to come from different professions.',
  'not-allowed': 'It is not theirs to do.',
  'not-for-programs': 'A program asked for it, and only a person may.',
  'scope-missing': 'The program that asked for it has not been given that scope.',
  'own-claim': 'Nobody confirms or settles what they said themselves.',
  'no-profession': 'No profession that counts is recorded for them.',
  'not-claimed-by-you': 'Somebody else holds the task.',
  'not-delegated': 'Somebody else prepares the task.',
  'not-answered-by-you': 'It is the answer of somebody else.',
  'gate-suspended': 'The decision was suspended by an outside authority.',
};

/** Why a task went back to its queue. */
export const WENT_BACK: Readonly<Record<string, string>> = {
  'not-of-this-seat': 'they do not hold the role for it any more',
  'own-proposal': 'they stand in for who proposed it',
  'interest-declared': 'they have declared an interest',
};
