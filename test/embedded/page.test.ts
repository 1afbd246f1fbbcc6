import { describe } from 'vitest';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { describePage, PAGE_IN_SHORT } from '../support/page.ts';

describe('served by npm start', () => {
  const engine = embeddedEngine({ WARM_CPP: '0', LIMIT_COMPILE_MS: '60000' }, { isNew: true });

  describePage(() => engine.url, PAGE_IN_SHORT);
});
