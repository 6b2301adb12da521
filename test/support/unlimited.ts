/** Few people at work who ask as often as many do: for what is started to be measured, or worked as hard as it can be. */
export const UNLIMITED = { REMIT_RATE_LIMIT_CALLER: '0', REMIT_RATE_LIMIT_ADDRESS: '0' } as const;
