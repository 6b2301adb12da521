/**
 * Loaded before a supervised program: when the channel to the supervisor closes, the supervisor is gone, and this
 * process stops as if it had been asked to.
 */
const patienceMs = 20_000;

if (process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), patienceMs).unref();
  });
  // Listening must not be what keeps a program alive that has finished.
  process.channel.unref();
}
