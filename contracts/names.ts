/** Names that both sides of Temporal share. Changing one breaks histories that are under way. */
export const INITIATIVE_WORKFLOW = 'initiative';
export const NUDGE_SIGNAL = 'nudge';
export const TURN_OVER_SIGNAL = 'turn-over';
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

/**
 * The versions of the workflow whose commands this code can give: docs/decisions/0009. A changed sequence of commands is
 * a new `newest`, with both branches in the code; `oldest` follows once `remit doctor` counts no run below it.
 */
export const WORKFLOW_VERSIONS: { readonly oldest: number; readonly newest: number } = {
  oldest: 1,
  newest: 2,
};

/** The patch by which a run shows its version. Version 1 has none: that is how runs of 0.1.0 are. */
export function patchOf(version: number): string {
  return `workflow-${version}`;
}

/** The version that a patch stands for; `null` for what is none of ours. */
export function versionOf(patch: string): number | null {
  const found = /^workflow-(\d+)$/.exec(patch);
  return found === null ? null : Number(found[1]);
}

/** The initiative of a workflow's id; `null` for an id of another kind. */
export function initiativeOf(workflow: string): string | null {
  return /^initiative-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(workflow)?.[1] ?? null;
}
