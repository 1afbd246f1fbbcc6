import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';

interface Body {
  readonly content?: Record<string, { schema: object; example?: unknown }>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { requestBody?: Body; responses: Record<string, Body> }>>;
  readonly components: object;
}

export interface Contract {
  readonly document: Document;
  /** Fails unless openapi.json describes the response to its call. Reads the body. */
  check(path: string, method: string, response: Response): Promise<void>;
  /** Fails unless the value fits the schema. */
  fits(schema: object, value: unknown): void;
  /** Fails unless the response is an error in the common form. */
  checkError(response: Response): Promise<void>;
}

/** Checks an engine's responses against its openapi.json. */
export async function readContract(url: string): Promise<Contract> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const ajv = new Ajv2020({ strict: false });
  (addFormats as unknown as (target: Ajv2020) => void)(ajv);
  const compiled = new Map<string, ValidateFunction>();

  return {
    document,
    fits,
    async check(path, method, response) {
      const promised = document.paths[path]?.[method]?.responses[response.status];
      expect(promised, `${method} ${path} may answer ${response.status}`).toBeDefined();
      const schema = promised?.content?.['application/json']?.schema;
      if (schema) fits(schema, await response.json());
      else await response.arrayBuffer();
    },
    async checkError(response) {
      fits({ $ref: '#/components/schemas/Error' }, await response.json());
    },
  };

  function fits(schema: object, value: unknown): void {
    const name = JSON.stringify(schema);
    const validate = compiled.get(name) ?? ajv.compile({ ...schema, components: document.components });
    compiled.set(name, validate);
    expect(validate(value), JSON.stringify([validate.errors, value]).slice(0, 500)).toBe(true);
  }
}
