import type { Request, RequestHandler } from 'express';
import { readUpload, type Upload } from '../api/attachments/read-upload.ts';
import { currentPerson } from './session.ts';

const uploads = new WeakMap<Request, Upload>();

/**
 * Reads forms that bring a file, as far as the file: what guards a form then finds its fields, and the file waits until
 * somebody asks for it. Of who is not signed in nothing is read.
 */
export const formsWithFiles: RequestHandler = async (request, response, next) => {
  if (
    request.method !== 'POST' ||
    request.is('multipart/form-data') === false ||
    currentPerson(request) === null
  ) {
    next();
    return;
  }
  const upload = await readUpload(request);
  uploads.set(request, upload);
  request.body = { ...upload.fields };
  response.once('finish', () => {
    upload.discard();
  });
  next();
};

/** The file of a form; `null` where it was another form. */
export function uploadOf(request: Request): Upload | null {
  return uploads.get(request) ?? null;
}
