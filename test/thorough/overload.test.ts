import { beforeAll, describe } from 'vitest';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { submit } from '../support/engine.ts';
import { describeOverload } from '../support/overload.ts';

describe('npm start', () => {
  // all programs are in Python; the start of a compiler for other languages would use the processors
  const engine = embeddedEngine({ QUEUE_MAX: '40', LANGUAGES: 'python' });
  beforeAll(async () => void (await submit(engine.url, { language: 'python', code: 'pass' }, { query: '?wait=true' })));

  describeOverload(() => engine.url);
});
