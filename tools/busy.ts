import Docker from 'dockerode';
import { readRecipes } from '../src/sandbox/docker/recipes.ts';
import { languages } from './programs.ts';

/** The containers end by themselves after this time. */
const MAX_S = 3600;

/**
 * Starts `count` containers that keep the processors of this machine busy, each with Docker's default share. When they
 * run, resolves with a function that ends them.
 */
export async function keepBusy(count: number): Promise<() => Promise<void>> {
  const docker = new Docker();
  const Image = readRecipes(languages, process.env as Record<string, string>).agent.base;
  const containers = await Promise.all(Array.from({ length: count }, start));
  return async () => void (await Promise.all(containers.map((container) => container.remove({ force: true }))));

  async function start(): Promise<Docker.Container> {
    const loop = `(sleep ${MAX_S}; kill -9 -1) & while :; do :; done`;
    const container = await docker.createContainer({
      Image,
      Entrypoint: ['/bin/sh', '-c', loop],
      HostConfig: { NetworkMode: 'none', Init: true },
    });
    await container.start();
    return container;
  }
}
