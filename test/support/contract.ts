import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Answer {
  /** Of a component: `#/components/responses/Problem404`. */
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components?: { readonly responses?: Readonly<Record<string, Answer>> };
}

/** Holds every answer of the API against its own OpenAPI document: a status or a body that is not in it is a defect. */
export class Contract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly paths: readonly { pattern: RegExp; path: string; operations: Record<string, Operation> }[];

  constructor(private readonly document: Document) {
    addFormats.default(this.ajv);
    this.ajv.addSchema({ ...document, $id: 'openapi' });
    this.paths = Object.entries(document.paths)
      .map(([path, operations]) => ({
        path,
        operations,
        pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      }))
      // `/people/me` before `/people/{id}`.
      .sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  }

  check(method: string, url: string, status: number, contentType: string | null, body: unknown): void {
    const where = new URL(url, 'http://any').pathname;
    const found = this.paths.find((each) => each.pattern.test(where));
    if (found === undefined) {
      if (status === 404 || status === 401) return;
      throw new Error(`${method} ${where} is not in the OpenAPI document, and answered ${status}`);
    }
    const operation = found.operations[method.toLowerCase()];
    const type = contentType?.split(';')[0] ?? '';
    const said = operation?.responses[String(status)];
    const shared = said?.$ref?.split('/').at(-1);
    const answer = shared === undefined ? said : this.document.components?.responses?.[shared];
    if (answer?.content?.[type] === undefined)
      throw new Error(
        `${method} ${found.path} answered ${status} (${type}), which its document does not have`,
      );
    const place =
      shared === undefined
        ? ['paths', found.path, method.toLowerCase(), 'responses', String(status)]
        : ['components', 'responses', shared];
    const pointer = [...place, 'content', type, 'schema']
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const validate = this.ajv.getSchema(`openapi#/${pointer}`);
    if (validate === undefined) throw new Error(`No schema at ${pointer}`);
    if (validate(body) !== true)
      throw new Error(
        `${method} ${found.path} ${status} breaks its schema: ${this.ajv.errorsText(validate.errors)}`,
      );
  }
}
