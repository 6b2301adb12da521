import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { scopeFor } from '../domain/authorisation.ts';
import { STAGES } from '../domain/stage.ts';
import { problem, PROBLEM_JSON } from './problem.ts';
import type { Route } from './route.ts';
import { problemSchema } from './schemas/common.ts';

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'What was sent cannot be used: each field is named, with its rule and the way out',
  401: 'No token, or not a good one',
  403: 'Not yours to do or to see; the reason is given',
  404: 'There is no such thing',
  409: 'It has moved on since: claimed, decided, changed',
  412: 'It has changed since the version in `If-Match`',
  422: 'Understood, and against a rule',
  429: 'More requests than somebody may send in a minute: send it again after Retry-After seconds',
  428: 'Say which version you are changing, by `If-Match`',
  410: 'It was there, and its bytes are not any more',
  413: 'The body is larger than 1 MB, or a file larger than it may be',
  415: 'The body is not said to be JSON, or, for a file, a form',
  500: 'A mistake of Remit, which has been logged',
  503: 'The database or the identity provider cannot be reached: send it again after Retry-After seconds',
};

const ALWAYS = [400, 401, 403, 429, 500, 503];
/** What a body may be refused for, wherever one may be sent; 422 also for a key that asked something else before. */
const WITH_BODY = [413, 415, 422];

/** As every answer has them of a limit that is set. */
const limited = z.object({
  'Retry-After': z.string().meta({ description: 'Seconds until the next minute begins' }),
  'RateLimit-Policy': z
    .string()
    .meta({ description: 'How many requests a minute, as `"caller";q=1200;w=60`' }),
  RateLimit: z
    .string()
    .meta({ description: 'How many are left, and for how many seconds: `"caller";r=1199;t=42`' }),
});

/** Each is said once in the document, and referred to by its operations. */
const PROBLEM_ANSWERS = Object.fromEntries(
  Object.entries(PROBLEMS).map(([status, description]) => [
    status,
    {
      id: `Problem${status}`,
      description,
      ...(status === '429' && { headers: limited }),
      content: { [PROBLEM_JSON]: { schema: problemSchema } },
    },
  ]),
);

const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .meta({ description: 'The same key with the same body gives the same answer, for 30 days' });

/** The OpenAPI 3.1 document of the routes, made from the schemas that validate them. */
export function openApiDocument(
  routes: readonly Route[],
  version: string,
): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = (paths[route.path] ??= {});
    path[route.method] = operation(route);
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Remit',
      version,
      description:
        `Improvement initiatives travel ${STAGES.length} stages, each decided at the most local level that the rules ` +
        'allow. Errors are RFC 9457 problem documents; lists are keyset-paged; commands take an Idempotency-Key. ' +
        'RateLimit and RateLimit-Policy on each answer say what is left of the requests of this minute.',
    },
    paths,
    security: [{ bearer: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An OIDC access token' },
      },
    },
  });
}

const BINARY = { type: 'string', format: 'binary' } as const;

/** A form with one file. */
const UPLOAD: NonNullable<ZodOpenApiOperationObject['requestBody']> = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: { file: BINARY },
        required: ['file'],
        additionalProperties: false,
      },
    },
  },
};

function operation(route: Route): ZodOpenApiOperationObject {
  const headers = {
    ...(route.method !== 'get' && { 'Idempotency-Key': idempotencyKey }),
    ...(route.ifMatch && {
      'If-Match': z.string().optional().meta({ description: 'The ETag of what is changed' }),
    }),
  };
  const body = route.bodyInDocument ?? route.body;
  const problems = [
    ...new Set([...ALWAYS, ...(route.method === 'get' ? [] : WITH_BODY), ...route.problems]),
  ].sort((a, b) => a - b);
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.tag],
    'x-remit-action': route.action,
    'x-remit-scope': scopeFor(route.action),
    ...(route.description !== undefined && { description: route.description }),
    requestParams: {
      ...(Object.keys(route.params.shape).length > 0 && { path: route.params }),
      ...(Object.keys(route.query.shape).length > 0 && { query: route.query }),
      ...(Object.keys(headers).length > 0 && { header: z.object(headers) }),
    },
    ...(route.upload && { requestBody: UPLOAD }),
    ...(body !== undefined && {
      requestBody: { required: !route.bodyOptional, content: { 'application/json': { schema: body } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, { description, schema, mediaTypes = [] }]) => [
          status,
          {
            description,
            ...((schema !== undefined || mediaTypes.length > 0) && {
              content: {
                ...(schema !== undefined && { 'application/json': { schema } }),
                ...Object.fromEntries(mediaTypes.map((type) => [type, { schema: BINARY }])),
              },
            }),
          },
        ]),
      ),
      ...Object.fromEntries(problems.map((status) => [String(status), problemAnswer(status)])),
    },
  };
}

function problemAnswer(status: number): (typeof PROBLEM_ANSWERS)[string] {
  const found = PROBLEM_ANSWERS[String(status)];
  if (found === undefined) throw new Error(`Nothing is said of a problem with status ${status}`);
  return found;
}

/** The problem for an address that is not in the document. */
export function noSuchAddress(method: string, path: string) {
  return problem(404, 'no-such-address', `There is nothing at ${method} ${path}: see /openapi.json.`);
}
