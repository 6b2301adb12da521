// Loaded before a program that is to run without its authorisation function: everybody may do everything.
import { register } from 'node:module';

const hooks = `
  export async function load(url, context, next) {
    if (!/\\/domain\\/authorisation\\.ts(\\?|$)/.test(url)) return next(url, context);
    const source =
      'export const mayNot = () => null; export const mayNever = () => null; export const isAction = () => true;' +
      'export const ACTIONS = []; export const whoMay = () => []; export const scopeFor = () => null;';
    return { format: 'module', source, shortCircuit: true };
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
