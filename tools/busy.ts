import Docker from 'dockerode';
import { readRecipes } from '../src/sandbox/docker/recipes.ts';
import { languages } from './programs.ts';

/** The container ends by itself after this time. */
const MAX_S = 3600;

/** What Docker gives a container by default. */
const SHARE = 1024;

/**
 * Starts `count` processes that keep the processors of this machine busy, each with the default share of a container.
 * They are in one container, because each would take long to start. When they run, resolves with a function that ends
 * them.
 */
export async function keepBusy(count: number): Promise<() => Promise<void>> {
  const docker = new Docker();
  const loops = '(while :; do :; done) & '.repeat(count);
  const container = await docker.createContainer({
    Image: readRecipes(languages, process.env as Record<string, string>).agent.base,
    Entrypoint: ['/bin/sh', '-c', `${loops}sleep ${MAX_S}`],
    HostConfig: { NetworkMode: 'none', CpuShares: count * SHARE },
  });
  await container.start();
  return () => container.remove({ force: true });
}
