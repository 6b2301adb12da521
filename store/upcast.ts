/** The version in which each type of event is written now. */
export const EVENT_VERSION = 1;

/** Makes the data of the next version out of that of one. */
export type Upcast = (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/**
 * By type of event, what makes version 2 out of version 1, version 3 out of version 2, and so on; a type that is not
 * named has only had its version counted on. There has been one version, so there is none yet.
 */
export const UPCASTS: Readonly<Record<string, readonly (Upcast | undefined)[]>> = {};

interface Stored {
  readonly type: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * An event as it would be written today; what is stored stays as it is. Throws where it was written by a newer version of
 * Remit than this, as when an old process reads beside a new one: it does not guess at what it cannot know.
 */
export function upcast<E extends Stored>(
  event: E,
  upcasts: typeof UPCASTS = UPCASTS,
  newest: number = EVENT_VERSION,
): E {
  const { type, version } = event;
  if (version > newest)
    throw new Error(
      `An event ${type} is of version ${version}, and this version of Remit reads up to ${newest}: a newer one wrote it. Bring this process to that version.`,
    );
  const { data } = event;
  const steps = (upcasts[type] ?? []).slice(version - 1, newest - 1);
  return { ...event, version: newest, data: steps.reduce((now, step) => step?.(now) ?? now, data) };
}
