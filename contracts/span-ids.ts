let wanted: string | undefined;

/**
 * The id that the next span has to have. A workflow chooses the ids of its spans, since a replay must choose the same,
 * and what is outside it writes the spans down.
 */
export const nextSpanId = {
  give: (id: string): void => {
    wanted = id;
  },
  take: (): string | undefined => {
    const id = wanted;
    wanted = undefined;
    return id;
  },
};
