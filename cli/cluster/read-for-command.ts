import { readConfig, type Config } from '../../contracts/config.ts';
import { messageOf, StartProblem } from '../embedded/start-problem.ts';

/** Settings for a command: what cannot be used is told without a stack. */
export function readForCommand<K extends keyof Config>(keys: readonly K[]): Pick<Config, K> {
  try {
    return readConfig(keys);
  } catch (error) {
    throw new StartProblem(messageOf(error), { cause: error });
  }
}
