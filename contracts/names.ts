/** Names that both sides of Temporal share. Changing one breaks histories that are under way. */
export const INITIATIVE_WORKFLOW = 'initiative';
export const NUDGE_SIGNAL = 'nudge';
export const TASK_QUEUE = 'remit';
export const NAMESPACE = 'remit';

/** The id of an initiative's workflow: one initiative, one workflow. */
export function workflowId(initiative: string): string {
  return `initiative-${initiative}`;
}
