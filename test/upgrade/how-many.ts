/** How many initiatives are under way in tests of upgrades. Two hundred are run by hand: REMIT_UPGRADE_MANY=200. */
export const MANY = Number(process.env['REMIT_UPGRADE_MANY'] ?? 24);
