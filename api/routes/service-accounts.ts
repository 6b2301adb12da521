import { v7 as uuid } from 'uuid';
import { refusal } from '../../domain/refusal.ts';
import { registerServiceAccount } from '../../domain/registry.ts';
import { fail, ok } from '../../domain/result.ts';
import { personById, personBySubject } from '../../store/registry.ts';
import { serviceAccounts, type RegisteredAccount } from '../../store/service-accounts.ts';
import { sealed } from '../commands.ts';
import { answer, route, type Route } from '../route.ts';
import { idParams, nothing } from '../schemas/common.ts';
import {
  newServiceAccount,
  serviceAccount,
  serviceAccounts as manyAccounts,
} from '../schemas/service-account.ts';
import type { Services } from '../services.ts';
import { inRegistry } from '../in-registry.ts';

/** Programs that ask by themselves: kept by the operator, as people are. */
export function serviceAccountRoutes(services: Services): readonly Route[] {
  const { database, issuer } = services;
  return [
    route({
      method: 'get',
      path: '/v1/service-accounts',
      id: 'listServiceAccounts',
      action: 'service-accounts.read',
      tag: 'Registry',
      summary: 'Every service account, those that have ended too',
      params: nothing,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The accounts, in order of subject', schema: manyAccounts } },
      problems: [],
      handle: async () => answer(200, { items: (await serviceAccounts(database.manager)).map(present) }),
    }),
    route({
      method: 'post',
      path: '/v1/service-accounts',
      id: 'registerServiceAccount',
      action: 'registry.write',
      tag: 'Registry',
      summary: 'Register a program, with the body that it acts for, its scopes and who answers for it',
      description:
        'It asks with access tokens of its own, as by client credentials, joined by issuer and subject. What it drafts is ' +
        'owned by `responsible`, who holds the role owner for the body; while they do not, it may do nothing. Whatever its ' +
        'scopes, it claims, decides and signs nothing. One that has ended may be registered anew.',
      params: nothing,
      query: nothing,
      body: newServiceAccount,
      answers: { 201: { description: 'The service account', schema: serviceAccount } },
      problems: [403, 409, 422],
      handle: ({ body, ...asking }) =>
        inRegistry(services, asking, 'registry.write', async ({ map, by, manager, now }) => {
          const of = body.issuer ?? issuer;
          const { subject, name, scopes } = body;
          const known = await personBySubject(manager, of, subject, now);
          const [before] = known === null ? [] : await serviceAccounts(manager, known.id);
          if (known !== null && (before?.endedAt ?? null) === null)
            return {
              result: fail(refusal('already-exists', `${subject} is registered already.`)),
              body: null,
            };
          const responsible = await personById(manager, body.responsible, now);
          const account = { id: known?.id ?? uuid(), issuer: of, subject, body: body.body, scopes };
          const result = registerServiceAccount(
            { ...account, name: sealed(name), responsible: body.responsible },
            responsible,
            map,
            by,
          );
          const whose = { id: body.responsible, name: responsible?.name ?? '' };
          return { result, body: { ...account, name, responsible: whose, endedAt: null } };
        }),
    }),
    route({
      method: 'post',
      path: '/v1/service-accounts/{id}/end',
      id: 'endServiceAccount',
      action: 'registry.write',
      tag: 'Registry',
      summary: 'End a service account: from then on it may do nothing',
      description: 'Asked again, it changes nothing.',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The service account as it is now', schema: serviceAccount } },
      problems: [403, 404],
      handle: ({ params, ...asking }) =>
        inRegistry(services, asking, 'registry.write', async ({ manager, now }) => {
          const [account] = await serviceAccounts(manager, params.id);
          if (account === undefined) {
            const no = refusal('not-found', `There is no service account ${params.id}.`);
            return { result: fail(no), body: null };
          }
          if (account.endedAt !== null) return { result: ok([]), body: present(account), status: 200 };
          const body = present({ ...account, endedAt: now });
          return {
            result: ok([{ type: 'service-account-ended', data: { id: account.id } }]),
            body,
            status: 200,
          };
        }),
    }),
  ];
}

function present({ id, issuer, subject, name, body, scopes, responsible, endedAt }: RegisteredAccount) {
  return { id, issuer, subject, name, body, scopes, responsible, endedAt };
}
