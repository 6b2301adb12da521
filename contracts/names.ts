/** Names that both sides of Temporal share. Changing one breaks histories that are under way. */
export const INITIATIVE_WORKFLOW = 'initiative';
export const NUDGE_SIGNAL = 'nudge';
export const TASK_QUEUE = 'remit';
export const NAMESPACE = 'remit';

/** The header that says in whose name something is done; a history without it goes on as well. */
export const ORIGIN_HEADER = 'remit-origin';

/** What is followed from a request to everything that comes of it, and never decided by. */
export interface Origin {
  /** The request's id, given by the caller or made by the API: 1 to 64 plain characters. */
  readonly request: string;
  /** W3C trace context of the span that is under way; absent where nothing is traced. */
  readonly traceparent?: string;
}

/** The id of an initiative's workflow: one initiative, one workflow. */
export function workflowId(initiative: string): string {
  return `initiative-${initiative}`;
}
