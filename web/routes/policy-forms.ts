import express, { type Router } from 'express';
import { v7 as newKey } from 'uuid';
import { mayNot } from '../../domain/authorisation.ts';
import { draftFrom, forceFrom, replaceBy, stepOf, STEPS } from '../../api/policies/keep-policy.ts';
import { presentPolicy } from '../../api/present/policies.ts';
import { problem, problemOf, ProblemError, type Problem } from '../../api/problem.ts';
import { uuid } from '../../api/schemas/common.ts';
import { policyText } from '../../api/schemas/policy.ts';
import type { Services } from '../../api/services.ts';
import type { Answer } from '../../store/idempotency.ts';
import { formKey, refusedFor, refusedIn, type Refused } from '../ask-by-form.ts';
import { dayFrom, dayProblem, dayTyped, NO_DAY, type DayTyped } from '../day-form.ts';
import { uploadOf } from '../file-forms.ts';
import { textsIn } from '../form-fields.ts';
import type { FormProblem } from '../form-problem.ts';
import type { Asking, Personal } from '../personal.ts';
import { USED_BEFORE, usedBefore } from '../used-before.ts';
import { policyAsked } from './policy-asked.ts';

/** A policy's life by forms: drafted and replaced from a file, on trial, in force from a day, called off, dropped. */
export function policyFormPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.get(
    '/draft-policy',
    personal((asking) => showDraft(asking, null)),
  );
  router.post(
    '/draft-policy',
    personal((asking) => draft(services, asking)),
  );
  router.get(
    '/policies/:version/replace',
    personal((asking) => showReplace(services, asking)),
  );
  router.post(
    '/policies/:version/replace',
    personal((asking) => replace(services, asking)),
  );
  for (const step of Object.keys(STEPS) as (keyof typeof STEPS)[])
    router.post(
      `/policies/:version/${step}`,
      personal(async (asking) => {
        const version = versionIn(asking);
        const answer = await asked(asking, { step }, (by) => stepOf(services, by, version, step));
        // No form to mend: the refusal is a page of its own.
        if (answer.refused !== null) throw new ProblemError(answer.document);
        asking.response.redirect(303, addressOf(version));
      }),
    );
  router.get(
    '/policies/:version/put-in-force',
    personal((asking) => showForce(services, asking)),
  );
  router.post(
    '/policies/:version/put-in-force',
    personal((asking) => force(services, asking)),
  );
  return router;
}

const versionIn = ({ request }: Asking): string => String(request.params['version']).slice(0, 50);

const addressOf = (version: string): string => `/policies/${encodeURIComponent(version)}`;

function showDraft({ person, show }: Asking, refused: Refused | null): Promise<void> {
  const denied = mayNot(person, 'policy.draft');
  if (denied !== null) throw new ProblemError(problemOf(denied));
  show('policy-draft', { key: newKey(), replaces: null, ...told(refused) }, refused?.status);
  return Promise.resolve();
}

async function draft(services: Services, asking: Asking): Promise<void> {
  const dmn = await textSent(asking);
  if (dmn === null) return showDraft(asking, refusedFor(422, [NO_FILE]));
  const answer = await asked(asking, { dmn }, (by) => draftFrom(services, by, dmn));
  if (answer.refused !== null) return showDraft(asking, atFile(answer.refused));
  asking.response.redirect(303, addressOf((answer.body as { readonly version: string }).version));
}

async function showReplace(
  services: Services,
  asking: Asking,
  refused: Refused | null = null,
): Promise<void> {
  const denied = mayNot(asking.person, 'policy.draft');
  if (denied !== null) throw new ProblemError(problemOf(denied));
  const { version } = await policyAsked(services, asking);
  const found = await presentPolicy(services.sql, version, await services.clock());
  const replaces = { version, revision: found?.revision };
  asking.show('policy-draft', { key: newKey(), replaces, ...told(refused) }, refused?.status);
}

async function replace(services: Services, asking: Asking): Promise<void> {
  const version = versionIn(asking);
  const dmn = await textSent(asking);
  if (dmn === null) return showReplace(services, asking, refusedFor(422, [NO_FILE]));
  const typed = textsIn(asking.request.body)('revision');
  const revision = /^\d{1,9}$/.test(typed) ? Number(typed) : 0;
  const answer = await asked(asking, { dmn, revision }, (by) =>
    replaceBy(services, by, { version, dmn, revision }),
  );
  if (answer.refused !== null) return showReplace(services, asking, atFile(answer.refused));
  asking.response.redirect(303, addressOf(version));
}

async function showForce(
  services: Services,
  asking: Asking,
  typed: { readonly initiative: string; readonly from: DayTyped } = { initiative: '', from: NO_DAY },
  refused: Refused | null = null,
): Promise<void> {
  const denied = mayNot(asking.person, 'policy.put-in-force');
  if (denied !== null) throw new ProblemError(problemOf(denied));
  const { name, version, hash } = await policyAsked(services, asking);
  asking.show(
    'policy-force',
    { name, version, hash, typed, key: newKey(), ...told(refused) },
    refused?.status,
  );
}

async function force(services: Services, asking: Asking): Promise<void> {
  const field = textsIn(asking.request.body);
  const typed = { initiative: idIn(field('initiative')), from: dayTyped(field, 'from') };
  const day = dayFrom(typed.from);
  const dayWrong = dayProblem(typed.from, 'the day from which it is in force');
  const missing: FormProblem[] = [
    ...(uuid.safeParse(typed.initiative).success
      ? []
      : [{ field: 'initiative', text: 'Enter the id or the address of the initiative' }]),
    ...(dayWrong === null ? [] : [{ field: 'from', text: dayWrong }]),
  ];
  if (missing.length > 0 || day === null) return showForce(services, asking, typed, refusedFor(422, missing));
  const { initiative } = typed;
  const answer = await asked(asking, { initiative, day }, (by) =>
    forceFrom(services, by, versionIn(asking), { initiative, from: day }),
  );
  if (answer.refused !== null) return showForce(services, asking, typed, answer.refused);
  asking.response.redirect(303, addressOf(versionIn(asking)));
}

/** An initiative's id as it stands in its address, which is what people have at hand. */
function idIn(typed: string): string {
  return (/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(typed)?.[0] ?? typed).toLowerCase();
}

const NO_FILE: FormProblem = { field: 'file', text: 'Choose the file of the policy, as DMN' };

/** No text of a policy is longer, in bytes: of what is, no more is read. */
const MOST_BYTES = 2_000_000;

/** The text of the file that a form brought; `null` where none was chosen, or it holds more than a policy can. */
async function textSent({ request }: Asking): Promise<string | null> {
  const upload = uploadOf(request);
  if (upload === null || upload.name === '') return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of upload.bytes as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  await upload.whole;
  const read = policyText.safeParse({ dmn: Buffer.concat(chunks).toString('utf8') });
  return read.success ? read.data.dmn : null;
}

type Asked =
  | { readonly refused: Refused; readonly document: Problem }
  | { readonly refused: null; readonly body: unknown };

/** Asks it of the house, once for the form's key. */
async function asked(
  { person, request }: Asking,
  said: object,
  ask: (by: Parameters<typeof stepOf>[1]) => Promise<Answer>,
): Promise<Asked> {
  const once = formKey(person, request, said);
  const answer = await ask({ identity: person, request, once }).catch(usedBefore);
  if (answer === 'used-before') {
    const refused = refusedFor(422, [{ field: '', text: USED_BEFORE }]);
    return { refused, document: problem(422, 'idempotency-key-reused', USED_BEFORE) };
  }
  const refused = refusedIn(answer);
  return refused === null ? { refused, body: answer.body } : { refused, document: answer.body as Problem };
}

/** What is wrong in a text is told at the file that it came in. */
function atFile({ status, problems }: Refused): Refused {
  return refusedFor(
    status,
    problems.map(({ text: detail }) => ({ field: 'file', text: detail })),
  );
}

const told = (refused: Refused | null) => ({
  problems: refused?.problems ?? [],
  errors: refused?.byField ?? {},
});
