/** As much of an OpenAPI 3.1 document as its reference shows. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly responses?: Readonly<Record<string, Answer>>;
  };
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses?: Readonly<Record<string, Answer>>;
}

interface Answer {
  /** Of one that is said once for all. */
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Content;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
}

/** A type in words, with the schemas that it names, which the page links to. */
interface TypeWords {
  readonly text: string;
  readonly links: readonly string[];
}

/** A description without the marks for code, which a page does not read. */
function plain(description = ''): string {
  return description.replaceAll('`', '');
}

/** The reference of the API as a page shows it: operations by tag, and the schemas that they name. */
export function apiReference(document: ApiDocument) {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      operationView(method, path, operation, document.components?.responses ?? {}),
    ),
  );
  const tags = [...new Set(operations.map((each) => each.tag))];
  return {
    title: document.info.title,
    version: document.info.version,
    description: plain(document.info.description),
    groups: tags.map((tag) => ({ tag, operations: operations.filter((each) => each.tag === tag) })),
    schemas: Object.entries(document.components?.schemas ?? {})
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, schema]) => ({
        name,
        description: plain(schema.description),
        type: typeOf(schema),
        fields: fieldsOf(schema),
      })),
  };
}

function operationView(
  method: string,
  path: string,
  operation: Operation,
  shared: Readonly<Record<string, Answer>>,
) {
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  return {
    id: operation.operationId ?? `${method} ${path}`,
    tag: operation.tags?.[0] ?? 'Other',
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? '',
    description: plain(operation.description),
    parameters: (operation.parameters ?? []).map(({ name, in: where, required, description, schema }) => ({
      name,
      where,
      required: required === true ? 'Yes' : 'No',
      type: typeOf(schema),
      description: plain(description ?? schema?.description),
    })),
    body: body === undefined ? null : { type: typeOf(body), fields: fieldsOf(body) },
    answers: Object.entries(operation.responses ?? {}).map(([status, said]) => {
      const { description, content } = shared[said.$ref?.split('/').at(-1) ?? ''] ?? said;
      return {
        status,
        description: plain(description),
        type: typeOf(Object.values(content ?? {})[0]?.schema),
      };
    }),
  };
}

function fieldsOf(schema: Schema) {
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeOf(field),
    required: schema.required?.includes(name) === true ? 'Yes' : 'No',
    description: plain(field.description),
  }));
}

function typeOf(schema: Schema | undefined): TypeWords {
  if (schema === undefined) return { text: 'nothing', links: [] };
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return { text: name, links: [name] };
  }
  const among = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (among !== undefined) return joined(among.map(typeOf), schema.allOf === undefined ? ' or ' : ' and ');
  if (schema.const !== undefined) return { text: JSON.stringify(schema.const), links: [] };
  if (schema.enum !== undefined)
    return { text: schema.enum.map((value) => JSON.stringify(value)).join(', '), links: [] };
  if (schema.items !== undefined) {
    const { text, links } = typeOf(schema.items);
    return { text: `list of ${text}`, links };
  }
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type as string | undefined);
  return {
    text: [type ?? 'anything', schema.format ? `(${schema.format})` : ''].join(' ').trim(),
    links: [],
  };
}

function joined(types: readonly TypeWords[], between: string): TypeWords {
  return {
    text: types.map((each) => each.text).join(between),
    links: [...new Set(types.flatMap((each) => each.links))],
  };
}
