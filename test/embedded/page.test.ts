import { beforeAll, describe } from 'vitest';
import { allEvents, submitted } from '../support/engine.ts';
import { embeddedEngine } from '../support/embedded-engine.ts';
import { describeAdded } from '../page/added.ts';
import { describePage, PAGE_IN_SHORT } from '../support/page.ts';
import { ROOT } from '../../tools/process.ts';

describe('served by npm start', () => {
  const engine = embeddedEngine({ WARM: '0', LIMIT_TIME_MS: '30000', LANGUAGES_DIR: `${ROOT}test/languages` });
  // the first run loads Python, which is none of the page's time
  beforeAll(async () => void (await allEvents(engine.url, await submitted(engine.url, 'pass'))));

  describePage(() => engine.url, [...PAGE_IN_SHORT, describeAdded]);
});
