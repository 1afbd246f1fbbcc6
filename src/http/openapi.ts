import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { VERSION } from '../version.ts';
import { ErrorBody, httpStatus } from './errors.ts';
import type { Answer, Route } from './route.ts';

/** Errors that every route may answer. */
const ANYWHERE: readonly ErrorCode[] = ['wrong_host', 'internal'];
const SCHEMAS = '#/components/schemas/';
type Json = Record<string, unknown>;
type Schemas = Record<string, Json>;

/** The HTTP contract as OpenAPI 3.1, made from the routes and from the schemas that validate requests. */
export function openapiDocument(routes: readonly Route[]): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'CodeEngine',
      version: VERSION,
      description:
        'Runs programs in single-use sandboxes and streams their output; `GET /languages` lists the languages. There ' +
        'is no login. Whoever knows the id of a submission may read its code, its input and its output, and may cancel ' +
        'it, or send it input, while it runs.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '.', description: 'Where this document is' }],
    security: [],
    tags: [
      { name: 'Programs', description: 'Submitting a program, following it, looking it up, cancelling it' },
      { name: 'Engine', description: 'What the engine can do, and its state' },
    ],
    paths: pathsOf(routes),
    components: { schemas: componentSchemas([...routes.flatMap(schemasOf), ErrorBody]) },
  };
}

function pathsOf(routes: readonly Route[]): object {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/[:*](\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return paths;
}

function operation({ tag, operationId, summary, description, parameters, request, answers, errors }: Route): object {
  const answered = Object.entries(answers).map(([status, answer]) => [status, response(answer)]);
  return {
    tags: [tag],
    operationId,
    summary,
    ...(description && { description }),
    ...(parameters && { parameters }),
    ...(request && { requestBody: { required: true, content: json(request.json, request.example) } }),
    responses: { ...Object.fromEntries(answered), ...errorResponses([...errors, ...ANYWHERE]) },
  };
}

function response(answer: Answer): object {
  const { description, headers } = answer;
  const content = 'empty' in answer ? undefined : contentOf(answer);
  return { description, ...(content && { content }), ...(headers && { headers: headersOf(headers) }) };
}

function headersOf(headers: Readonly<Record<string, string>>): object {
  const described = Object.entries(headers).map(([name, text]) => [
    name,
    { description: text, schema: { type: 'string' } },
  ]);
  return Object.fromEntries(described);
}

function contentOf(answer: Exclude<Answer, { empty: true }>): object {
  if ('bytes' in answer) return { '*/*': { schema: { type: 'string', format: 'binary' } } };
  if ('text' in answer) return { [answer.text]: { schema: { type: 'string' } } };
  if ('json' in answer) return json(answer.json, answer.example);
  const contentSchema = { anyOf: answer.events.map(referenceTo) }; // the data of each event is one of these, as JSON
  const schema = { type: 'string', contentMediaType: 'text/event-stream', contentSchema };
  return { 'text/event-stream': { schema, example: answer.example } };
}

function json(schema: z.ZodType, example: unknown): object {
  return { 'application/json': { schema: referenceTo(schema), example } };
}

/** One response for each HTTP status, with the codes of that status. */
function errorResponses(codes: readonly ErrorCode[]): object {
  const statuses = [...new Set(codes.map((code) => httpStatus[code]))];
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => httpStatus[code] === status);
      const description = here.map((code) => `\`${code}\``).join(', ');
      const headers = (status === 429 || status === 503) && { headers: { 'Retry-After': 'Seconds' } };
      const example = { error: 'What is wrong, and what to do.', code: here[0] };
      return [status, response({ description, json: ErrorBody, example, ...headers })];
    }),
  );
}

function schemasOf({ request, answers }: Route): z.ZodType[] {
  const answered = Object.values(answers).flatMap((answer) =>
    'json' in answer ? [answer.json] : 'events' in answer ? answer.events : [],
  );
  return [...(request ? [request.json] : []), ...answered];
}

/** The JSON schemas of all zod schemas that have an id, nested ones included, once each. */
function componentSchemas(schemas: readonly z.ZodType[]): object {
  const registry = z.registry<{ id: string }>();
  for (const schema of new Set(schemas.map(elementOf))) {
    const { id } = schema.meta() ?? {};
    if (id) registry.add(schema, { id });
  }
  const made = z.toJSONSchema(registry, { io: 'input', uri: (id) => SCHEMAS + id });
  const flat = JSON.parse(JSON.stringify(made.schemas).replaceAll(`${SCHEMAS}__shared#/$defs/`, SCHEMAS)) as Schemas;
  const { __shared: inside, ...named } = flat;
  const all = { ...named, ...(inside?.['$defs'] as Schemas | undefined) };
  return Object.fromEntries(Object.entries(all).map(([id, schema]) => [id, withoutIds(schema)]));
}

function referenceTo(schema: z.ZodType): object {
  const id = schema.meta()?.id;
  if (id) return { $ref: SCHEMAS + id };
  if (schema instanceof z.ZodArray) return { type: 'array', items: referenceTo(elementOf(schema)) };
  return withoutIds(z.toJSONSchema(schema, { io: 'input' }));
}

function elementOf(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodArray ? (schema.element as z.ZodType) : schema;
}

function withoutIds({ $schema: _schema, $id: _id, id: _name, ...schema }: Json): object {
  return schema;
}
