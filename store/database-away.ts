/** SQLSTATE classes that tell of a database that cannot serve now: connection, resources, operator, a wait too long. */
const DATABASE_AWAY = /^(08|53|57P|57014|40001|40P01|55P03)/;
const CONNECTION_LOST =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ERR_STREAM_DESTROYED)$/;
/** What TypeORM says of a transaction whose connection was lost between two statements. */
const TRANSACTION_LOST = /^QueryRunner(Provider)?AlreadyReleasedError$/;
const POOL_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|connection timeout|is not queryable/i;

/** True for a database that cannot be reached or cannot serve now, which mends itself; false for a mistake. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, name, message, driverError } = error as {
    code?: unknown;
    name?: unknown;
    message?: unknown;
    driverError?: unknown;
  };
  if (typeof code === 'string' && (DATABASE_AWAY.test(code) || CONNECTION_LOST.test(code))) return true;
  if (typeof name === 'string' && TRANSACTION_LOST.test(name)) return true;
  if (typeof message === 'string' && POOL_WORDS.test(message)) return true;
  return driverError !== undefined && driverError !== error && isDatabaseAway(driverError);
}
