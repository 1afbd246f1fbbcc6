import Docker from 'dockerode';
import { readRecipes } from '../src/sandbox/docker/recipes.ts';
import { languages } from './programs.ts';

/** They end by themselves after this time, should nobody end them. */
const AT_MOST_S = 3600;

/**
 * Starts containers on this machine that keep it busy, each a group of its own to the scheduler, with the usual share of
 * processors. Resolves when they run, with what ends them.
 */
export async function keepBusy(count: number): Promise<() => Promise<void>> {
  const docker = new Docker();
  const Image = readRecipes(languages, process.env as Record<string, string>).agent.base;
  const containers = await Promise.all(Array.from({ length: count }, start));
  return async () => void (await Promise.all(containers.map((container) => container.remove({ force: true }))));

  async function start(): Promise<Docker.Container> {
    const loop = `(sleep ${AT_MOST_S}; kill -9 -1) & while :; do :; done`;
    const container = await docker.createContainer({
      Image,
      Entrypoint: ['/bin/sh', '-c', loop],
      HostConfig: { NetworkMode: 'none', Init: true },
    });
    await container.start();
    return container;
  }
}
