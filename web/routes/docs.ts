import type { RequestHandler } from 'express';
import { allRoutes, API_VERSION } from '../../api/app.ts';
import { openApiDocument } from '../../api/openapi.ts';
import type { Services } from '../../api/services.ts';
import { navigationOf } from '../personal.ts';
import { apiReference, type ApiDocument } from '../present/api-reference.ts';
import type { Render } from '../render.ts';

/** The reference of the API, made from the same document that programs read. */
export function docsPage(services: Services, render: Render): RequestHandler {
  const document = openApiDocument(allRoutes(services), API_VERSION) as unknown as ApiDocument;
  const reference = apiReference(document);
  return async (request, response) => {
    const navigation = await navigationOf(services, request);
    render(request, response, 'docs', { ...reference, navigation });
  };
}
