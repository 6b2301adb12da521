import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';

/** What an error of reading a body is known by, as those of the library are. */
export const NOT_UTF_8 = 'entity.not.utf-8';

/** Reads a body of JSON, which is UTF-8 (RFC 8259). Of other bytes a decoder would make other words, and say nothing. */
export function readJson(): RequestHandler {
  return express.json({
    limit: '1mb',
    verify: (_request, _response, bytes, encoding) => {
      if (encoding === 'utf-8' && isUtf8(bytes)) return;
      throw Object.assign(new Error('The body is not UTF-8'), { type: NOT_UTF_8 });
    },
  });
}
