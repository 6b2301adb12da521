export { initiative } from './initiative.ts';
