import type { Logger } from 'pino';
import { messageOf } from './errors.ts';
import type { Languages } from './languages.ts';
import { pause } from './pause.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { VERSION } from './version.ts';

const ASK_AGAIN_MS = 1000;

/** Logs the engine's address and what it can run; logs again once programs can be run, when that takes time. */
export async function announce(deps: {
  url: string;
  role: string;
  languages: Languages;
  /** The sandbox of this process; undefined when workers are other processes. */
  sandbox: Sandbox | undefined;
  log: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const { sandbox, log, signal } = deps;
  const line = (state: string) => log.info(`CodeEngine ${VERSION} · ${deps.url} · ${state}`);
  if (!sandbox) return line(deps.role);
  const problem = await problemOf(sandbox);
  line(problem ?? ready(sandbox, deps.languages));
  if (problem === undefined) return;
  while (!signal.aborted) {
    await pause(ASK_AGAIN_MS, signal, { ref: false });
    if ((await problemOf(sandbox)) === undefined) return log.info(ready(sandbox, deps.languages));
  }
}

function problemOf(sandbox: Sandbox): Promise<string | undefined> {
  return sandbox.check().then(() => undefined, messageOf);
}

/** Which languages are ready, and which will be. */
function ready(sandbox: Sandbox, languages: Languages): string {
  const states = sandbox.ready();
  const all = languages.all().filter(({ id }) => states.has(id));
  const now = all.filter(({ id }) => states.get(id) === true);
  const later = all.filter((language) => !now.includes(language));
  return [`${list(now)} ready`, ...(later.length > 0 ? [`${list(later)} in a moment`] : [])].join(' · ');
}

function list(some: readonly { readonly name: string }[]): string {
  return some.map(({ name }) => name).join(', ');
}
