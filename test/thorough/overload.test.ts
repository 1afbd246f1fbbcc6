import { beforeAll, describe } from 'vitest';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { submit } from '../support/engine.ts';
import { describeOverload } from '../support/overload.ts';

describe('with nothing but Node', () => {
  const engine = embeddedEngine({ QUEUE_MAX: '40' });
  beforeAll(async () => {
    await submit(engine.url, { language: 'c', code: 'int main(void) { return 0; }' }, { query: '?wait=true' });
  });

  describeOverload(() => engine.url);
});
