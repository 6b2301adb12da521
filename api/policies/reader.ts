import { readOne, type Asked } from './read-one.ts';

// The process that reads policies: started by `PolicyReader`, and ended by it when a text takes too long, or when the API ends.
process.on('message', (asked: Asked) => {
  void readOne(asked).then((reading) => process.send?.({ n: asked.n, reading }));
});
process.on('disconnect', () => {
  process.exit(0);
});
