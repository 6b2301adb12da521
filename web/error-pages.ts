import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { problemOfError } from '../api/errors.ts';
import { ProblemError } from '../api/problem.ts';
import type { Services } from '../api/services.ts';
import type { Log } from '../contracts/log.ts';
import type { CsrfRefusal } from './csrf-guard.ts';
import { navigationFor, type Navigation } from './navigation.ts';
import { navigationOf } from './personal.ts';
import type { Render } from './render.ts';
import type { SignInProblem } from './sign-in.ts';

const API = /^\/(v1(\/|$)|\.well-known\/|openapi\.json$|healthz$|readyz$|metrics$)/;

/** True for what programs ask: there the answer stays a problem document. */
export function isForPrograms(request: Request): boolean {
  return API.test(request.path) || request.accepts(['html', 'json']) === 'json';
}

interface Words {
  readonly title: string;
  readonly lines: readonly string[];
}

const WORDS: Readonly<Record<number, Words>> = {
  403: {
    title: 'You cannot see or do this',
    lines: [
      'If you think that you should, ask somebody of the body that leads it, or the operator of this service.',
    ],
  },
  404: {
    title: 'Page not found',
    lines: [
      'If you typed the web address, check that it is correct.',
      'If you pasted it, check that you copied all of it.',
    ],
  },
  409: {
    title: 'This has moved on',
    lines: ['Somebody else acted on it first. Go back, read it again and decide what is still to do.'],
  },
  429: {
    title: 'You have asked for more than one person does',
    lines: ['Nothing was done. Wait a minute, and go on.'],
  },
  503: {
    title: 'Sorry, the service cannot be used at the moment',
    lines: ['Nothing was done. Try again in a few minutes.'],
  },
};

const OTHER: Words = {
  title: 'Sorry, there is a problem with the service',
  lines: ['It has been recorded. Nothing was half done. Try again later.'],
};

const UNREADABLE: Words = {
  title: 'This could not be read',
  lines: ['Nothing was changed. Go back and send it again.'],
};

function show(render: Render, request: Request, response: Response, status: number, detail?: string): void {
  const words = WORDS[status] ?? (status >= 500 ? OTHER : UNREADABLE);
  // As far as it was found who asks, before something went wrong: an error asks the database for nothing more.
  const navigation = response.locals['navigation'] as Navigation | undefined;
  render(request, response, 'error', { ...words, detail, navigation }, status);
}

/** The navigation of who asks; where that cannot be found out, that of everybody. */
function navigationNow(services: Services, request: Request): Promise<Navigation> {
  return navigationOf(services, request).catch(() => navigationFor(null));
}

export function notFoundPage(services: Services, render: Render): RequestHandler {
  return async (request, response) => {
    response.locals['navigation'] = await navigationNow(services, request);
    show(render, request, response, 404);
  };
}

/** An error of a page leaves as a page; only a bug is logged as one. */
export function errorsAsPages(render: Render, log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, detail } = problemOfError(error);
    const toldWhy = status === 409 || (status === 400 && error instanceof ProblemError);
    if (status >= 500) log.error({ err: error, path: request.path, status }, 'pages: failed');
    show(render, request, response, status, toldWhy ? detail : undefined);
  };
}

const SIGN_IN: Readonly<Record<SignInProblem, readonly [number, string]>> = {
  ended: [400, 'This sign-in was begun elsewhere, or it took too long.'],
  refused: [400, 'The identity provider did not sign you in.'],
  unavailable: [503, 'The identity provider does not answer. Try again in a moment.'],
  'identity-claim-missing': [
    403,
    'The identity provider did not say who you are here. Tell the operator of this service.',
  ],
  'assurance-too-low': [
    403,
    'You signed in less surely than is asked here. Sign in again with a stronger means, such as a smartcard or a security key.',
  ],
  'organisation-not-said': [
    403,
    'It was not said for which organisation you sign in. Sign in again and choose a role.',
  ],
};

export function signInProblemPage(render: Render): (response: Response, problem: SignInProblem) => void {
  return (response, problem) => {
    const [status, sentence] = SIGN_IN[problem];
    const page = { title: 'You are not signed in', lines: [sentence], signInAgain: true };
    render(response.req, response, 'error', page, status);
  };
}

export function csrfRefusalPage(
  services: Services,
  render: Render,
): (request: Request, response: Response, why: CsrfRefusal) => Promise<void> {
  return async (request, response, why) => {
    const navigation = await navigationNow(services, request);
    const lines =
      why === 'another-site'
        ? ['It came from a page of another site. Nothing was changed.']
        : ['It did not come from a page of your session, which may have ended. Nothing was changed.'];
    const page = { title: 'This was not taken', lines, signInAgain: true, navigation };
    render(request, response, 'error', page, 403);
  };
}
