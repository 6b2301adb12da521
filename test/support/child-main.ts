// A program that serves until it is asked to stop.
process.on('SIGTERM', () => {
  console.log('asked to stop');
  process.exit(0);
});
setInterval(() => undefined, 1000);
console.log('ready');
