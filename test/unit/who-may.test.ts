import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { allRoutes, API_VERSION } from '../../api/app.ts';
import { openApiDocument } from '../../api/openapi.ts';
import { requireActions } from '../../api/route.ts';
import type { Services } from '../../api/services.ts';
import { whoMayDocument } from '../../api/who-may.ts';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { ACTIONS, isAction, mayNever, mayNot, whoMay, type Action } from '../../domain/authorisation.ts';
import { ROLES, type Person } from '../../domain/person.ts';

const routes = allRoutes({} as Services);
const somebody: Person = { id: 'somebody', profession: null, roles: [] };

describe('the table of who may do what', () => {
  it('has an action for each operation of the OpenAPI document, and an operation for each action', () => {
    const { paths = {} } = openApiDocument(routes, API_VERSION);
    const operations = Object.values(paths).flatMap((path) =>
      Object.values(path as Record<string, Record<string, unknown>>),
    );
    expect(operations.length).to.equal(routes.length);
    const asked = operations.map((operation) => String(operation['x-remit-action']));
    expect(asked.filter((action) => !isAction(action))).to.deep.equal([]);
    expect(ACTIONS.filter((action) => !asked.includes(action))).to.deep.equal([]);
  });

  it('stops the start where a route names no action of it', () => {
    requireActions(routes);
    for (const action of [undefined, '', 'task.everything', 'constructor'])
      expect(() => {
        requireActions([{ id: 'openToAll', action: action as unknown as Action }]);
      }).to.throw('Nobody may do openToAll');
  });

  it('lets somebody without a role do nothing but what anybody who is registered may', () => {
    const allowed = ACTIONS.filter((action) => mayNot(somebody, action) === null);
    expect(allowed).to.deep.equal(ACTIONS.filter((action) => whoMay(action).includes('anybody')));
  });

  it('says before the target is known only what holds of every target', () => {
    for (const action of ACTIONS)
      for (const role of ROLES) {
        const person: Person = { ...somebody, roles: [{ role, body: role === 'operator' ? null : 'QHL' }] };
        if (mayNever(person, action) !== null) expect(mayNot(person, action)).to.not.equal(null);
      }
    expect(mayNever(somebody, 'registry.write')?.code).to.equal('not-allowed');
    expect(mayNever(somebody, 'initiative.edit')).to.equal(null);
  });

  it('is printed in docs/who-may-do-what.md as it is', async () => {
    const kept = await readFile(join(projectRoot(), 'docs', 'who-may-do-what.md'), 'utf8');
    expect(kept, 'npm run -s remit -- who-may > docs/who-may-do-what.md').to.equal(whoMayDocument(routes));
  });
});
