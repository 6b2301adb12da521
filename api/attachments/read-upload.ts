import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { MOST_ATTACHED } from '../../domain/attachment.ts';
import { problem, ProblemError, type Problem } from '../problem.ts';

/** The field of a form that holds the file. */
export const FILE_FIELD = 'file';

/** A form as far as its file: what came before it is read, and the file itself only as it is asked for. */
export interface Upload {
  readonly fields: Readonly<Record<string, string>>;
  /** As whoever sent it called it: empty where no file was chosen. */
  readonly name: string;
  readonly bytes: Readable;
  /** That the form came to its end, and holds nothing that it should not. */
  readonly whole: Promise<void>;
  /** Reads the rest without keeping it, so that who still sends gets to read the answer. */
  discard(): void;
}

const LIMITS = { files: 1, fields: 10, fieldSize: 1_000, parts: 12, headerPairs: 20 };

/** Reads a form of `multipart/form-data` until its file begins. Throws where it is no such form, or has no file. */
export function readUpload(request: IncomingMessage): Promise<Upload> {
  const form = formOf(request);
  if (form === null)
    return Promise.reject(
      new ProblemError(
        problem(415, 'not-a-form', 'Send the file as a form: Content-Type: multipart/form-data.'),
      ),
    );
  const discard = (): void => {
    request.unpipe(form);
    request.resume();
  };
  const onBreakingOff = (then: () => void): void => {
    request.once('close', () => {
      if (!request.complete) then();
    });
  };
  return new Promise((resolve, reject) => {
    const refuse = (document: Problem): void => {
      discard();
      reject(new ProblemError(document));
    };
    const fields: Record<string, string> = Object.create(null) as Record<string, string>;
    const whole = new Promise<void>((end, fail) => {
      form.once('finish', end);
      form.once('error', () => fail(new ProblemError(UNREADABLE())));
      form.once('filesLimit', () => fail(new ProblemError(fileProblem('one', 'Send one file at a time.'))));
      onBreakingOff(() => fail(new ProblemError(UNREADABLE())));
    });
    whole.catch(() => undefined);
    form.on('field', (name, value) => {
      fields[name] = value;
    });
    form.once('file', (field, bytes, name: string | undefined) => {
      // Whoever breaks off in the middle sends no end of the form, and no error either.
      onBreakingOff(() => bytes.destroy(new ProblemError(UNREADABLE())));
      bytes.on('error', () => undefined);
      if (field === FILE_FIELD) resolve({ fields, name: name ?? '', bytes, whole, discard });
      else refuse(fileProblem('unknown-field', `The file is sent in the field ${FILE_FIELD}, not ${field}.`));
    });
    form.once('finish', () => refuse(noFile()));
    form.once('error', () => refuse(UNREADABLE()));
    onBreakingOff(() => refuse(UNREADABLE()));
    request.pipe(form);
  });
}

function formOf(request: IncomingMessage): BusboyInstance | null {
  if (!/^multipart\/form-data\s*;/i.test(request.headers['content-type'] ?? '')) return null;
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      // One more than may be: that is how too much is seen.
      limits: { ...LIMITS, fileSize: MOST_ATTACHED.size + 1 },
    });
  } catch {
    return null;
  }
}

const UNREADABLE = () =>
  problem(400, 'form-unreadable', 'The form cannot be read, or breaks off before its end: send it again.');

export function noFile(): Problem {
  return fileProblem('required', `Send one file, in the field ${FILE_FIELD}.`);
}

function fileProblem(rule: string, detail: string): Problem {
  return problem(400, 'request-invalid', `What was sent cannot be used. ${detail}`, {
    fields: [{ field: FILE_FIELD, rule, detail }],
  });
}
