import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cellProfile } from '../../src/sandbox/docker/cell-profile.ts';
import { containerOptions, SANDBOX_LABEL } from '../../src/sandbox/docker/options.ts';
import { rulingOn, type Call } from '../../src/sandbox/docker/guard/rules.ts';
import { readRecipes } from '../../src/sandbox/docker/recipes.ts';
import { languages } from '../../tools/programs.ts';
import { limits } from '../support/scripted-sandbox.ts';

const recipes = readRecipes(languages, {});
const image = 'codeengine-python:0123456789ab';
const id = 'f'.repeat(64);
/** The digest of Docker's own profile; sandbox/seccomp/README.md says where the profile is from. */
const DEFAULT_PROFILE = '536529b665dd0972c37bfb569f5d4ac8a53592e7b00752bc39ff063ca9864c74';
const cell = (change: (options: Record<string, any>) => void, settings: object = { cells: true }) => {
  const made = containerOptions({ language: 'python', image, engine: 'w', limits }, { cell: true });
  const body = JSON.parse(JSON.stringify(made)) as Record<string, any>;
  change(body);
  const path = '/containers/create';
  return rulingOn({ method: 'POST', path, query: {}, body }, { limits, recipes, ...settings });
};
const verdict = (method: string, path: string, more: Partial<Call> = {}) =>
  rulingOn({ method, path, query: {}, body: undefined, ...more }, { limits, recipes });
const sandbox = (): Record<string, any> =>
  JSON.parse(JSON.stringify(containerOptions({ language: 'python', image, engine: 'w', limits })));
const create = (change: (options: Record<string, any>) => void) => {
  const body = sandbox();
  change(body);
  return verdict('POST', '/containers/create', { body });
};
const BUILD = {
  t: image,
  buildargs: JSON.stringify({ BASE_IMAGE: 'python:3.10-alpine', AGENT_IMAGE: 'codeengine-agent:0123456789ab' }),
  labels: '{"codeengine.image":"python"}',
  forcerm: 'true',
};

describe("a worker's call to Docker", () => {
  it("may create a sandbox with the engine's own options, without a name", () => {
    expect(create(() => {})).toBe('yes');
    expect(verdict('POST', '/containers/create', { body: sandbox(), query: { name: 'redis' } })).toBe('no');
    expect(verdict('GET', `/images/${image}/json`)).toBe('yes');
  });

  it.each<[string, (options: Record<string, any>) => void]>([
    ['privileged', ({ HostConfig }) => (HostConfig.Privileged = true)],
    ['with a folder of the host', ({ HostConfig }) => (HostConfig.Binds = ['/:/host'])],
    ['with a mount', ({ HostConfig }) => (HostConfig.Mounts = [{ Type: 'bind', Source: '/', Target: '/h' }])],
    ['on the network', ({ HostConfig }) => (HostConfig.NetworkMode = 'host')],
    ['with one more capability', ({ HostConfig }) => HostConfig.CapAdd.push('SYS_ADMIN')],
    ['without a profile', ({ HostConfig }) => (HostConfig.SecurityOpt = ['seccomp=unconfined'])],
    ['in the namespace of the host', ({ HostConfig }) => (HostConfig.PidMode = 'host')],
    ['with more memory', ({ HostConfig }) => (HostConfig.Memory *= 2)],
    ['with another runtime', ({ HostConfig }) => (HostConfig.Runtime = 'x')],
    ['from another image', (options) => (options.Image = 'alpine')],
    ['from an image that looks like ours', (options) => (options.Image = `x/${image}`)],
    ['of no language', (options) => (options.Image = image.replace('python', 'cobol'))],
    ['from the image that all others copy', (options) => (options.Image = image.replace('python', 'agent'))],
    ['with another command', (options) => (options.Entrypoint = ['sh'])],
    ['without our label', (options) => delete options.Labels[SANDBOX_LABEL]],
    ['in other letters, which Docker reads as well', (options) => (options.hostconfig = { Privileged: true })],
    [
      'with a name that JavaScript hides',
      (options) => Object.defineProperty(options, '__proto__', { value: {}, enumerable: true }),
    ],
  ])('may not create a container %s', (_what, change) => {
    expect(create(change)).toBe('no');
  });

  it('may choose crun where the operator has chosen no runtime', () => {
    const crun = { language: 'python', image, engine: 'w', limits, runtime: 'crun' };
    const body = JSON.parse(JSON.stringify(containerOptions(crun))) as unknown;
    const call = { method: 'POST', path: '/containers/create', query: {}, body };
    expect(rulingOn(call, { limits, recipes })).toBe('yes');
    expect(rulingOn(call, { limits, recipes, runtime: 'runsc' })).toBe('no');
    expect(rulingOn({ ...call, body: sandbox() }, { limits, recipes, runtime: 'runsc' })).toBe('no');
  });

  it('may create a cell if cells are on, with exactly one seccomp profile', () => {
    expect(cell(() => {})).toBe('yes');
    expect(cell(() => {}, {})).toBe('no');
    const file = readFileSync(new URL('../../sandbox/seccomp/default.json', import.meta.url));
    expect(createHash('sha256').update(file).digest('hex')).toBe(DEFAULT_PROFILE);
    expect(cellProfile()).toMatch(/,\{"names":\["unshare","mount"\],"action":"SCMP_ACT_ALLOW"\}\]\}$/);
  });

  it.each<[string, (options: Record<string, any>) => void]>([
    ['with another profile', ({ HostConfig }) => (HostConfig.SecurityOpt[1] += ' ')],
    ['without a profile', ({ HostConfig }) => (HostConfig.SecurityOpt[1] = 'seccomp=unconfined')],
    ['that is not confined by AppArmor', ({ HostConfig }) => HostConfig.SecurityOpt.push('apparmor=unconfined')],
    ['with the profile and the plain agent', (options) => (options.Entrypoint = ['/sandbox/agent'])],
    ['in the namespace of the host', ({ HostConfig }) => (HostConfig.PidMode = 'host')],
    ['with one more capability', ({ HostConfig }) => HostConfig.CapAdd.push('SYS_ADMIN')],
    ['whose paths are not masked', ({ HostConfig }) => (HostConfig.MaskedPaths = [])],
  ])('may not create a cell %s', (_what, change) => {
    expect(cell(change)).toBe('no');
  });

  it('is refused for every other path and method', () => {
    for (const [method, path] of [
      ['POST', `/containers/${id}/exec`],
      ['GET', `/containers/${id}/archive`],
      ['PUT', `/containers/${id}/archive`],
      ['POST', `/containers/${id}/json`],
      ['GET', `/containers/${id}/logs`],
      ['POST', `/containers/${id}/rename`],
      ['POST', '/containers/prune'],
      ['GET', '/containers/json'],
      ['GET', '/images/json'],
      ['GET', '/images/postgres:15-alpine/json'],
      ['GET', '/secrets'],
      ['POST', '/volumes/create'],
      ['POST', '/networks/create'],
      ['POST', '/v1.45/containers/create'],
      ['POST', '/containers//create'],
      ['GET', '/images/../containers/json'],
      ['DELETE', '/volumes/codeengine_postgres'],
    ])
      expect([method, path, verdict(method!, path!)]).toEqual([method, path, 'no']);
  });

  it('may name only containers and images of the engine', () => {
    for (const act of ['attach', 'start']) {
      expect(verdict('POST', `/containers/${id}/${act}`)).toEqual({ ours: 'container', id });
    }
    expect(verdict('DELETE', `/containers/${id}`)).toEqual({ ours: 'container', id });
    expect(verdict('GET', `/containers/${id}/json`)).toEqual({ ours: 'container', id });
    expect(verdict('GET', `/containers/${id}/json`, { query: { size: '1' } })).toBe('no');
    expect(verdict('DELETE', '/images/sha256:aa')).toEqual({ ours: 'image', id: 'sha256:aa' });
    expect(verdict('DELETE', '/images/sha256:aa', { query: { force: 'true' } })).toBe('no');
  });

  it('may update memory and processes to no more than the engine’s own limits, or the memory of a compiler', () => {
    const update = (body: unknown) => verdict('POST', `/containers/${id}/update`, { body });
    const MIB = 1024 * 1024;
    const memory = (mib: number) => ({ Memory: mib * MIB, MemorySwap: mib * MIB });
    for (const body of [memory(512), memory(256), memory(16), { ...memory(64), PidsLimit: 3 }])
      expect([body, update(body)]).toEqual([body, { ours: 'container', id }]);
    for (const body of [
      {},
      memory(257),
      memory(511),
      memory(15),
      { Memory: -1, MemorySwap: -1 },
      { Memory: 16.5 * MIB + 0.5, MemorySwap: 16.5 * MIB + 0.5 },
      { Memory: `${256 * MIB}`, MemorySwap: `${256 * MIB}` },
      { Memory: 512 * MIB, MemorySwap: -1 },
      { ...memory(256), PidsLimit: 67 },
      { ...memory(256), PidsLimit: 1 },
      { ...memory(256), PidsLimit: -1 },
      { ...memory(256), PidsLimit: null },
      { ...memory(256), CpuShares: 2048 },
      { PidsLimit: -1 },
      undefined,
    ])
      expect([body, update(body)]).toEqual([body, 'no']);
  });

  it("may build the engine's images from the base images in the settings, and pull these", () => {
    expect(verdict('POST', '/build', { query: BUILD })).toBe('yes');
    for (const more of [
      { networkmode: 'host' },
      { remote: 'http://x' },
      { t: 'alpine' },
      { labels: '{}' },
      { buildargs: '{"BASE_IMAGE":"x"}' },
      { dockerfile: 'other' },
    ])
      expect([more, verdict('POST', '/build', { query: { ...BUILD, ...more } })]).toEqual([more, 'no']);
    expect(verdict('POST', '/images/create', { query: { fromImage: 'gcc', tag: '13.2.0' } })).toBe('yes');
    const pull = (gcc: string, query: Record<string, string>) =>
      rulingOn(
        { method: 'POST', path: '/images/create', query, body: undefined },
        { limits, recipes: readRecipes(languages, { GCC_IMAGE: gcc }) },
      );
    expect(pull('mine', { fromImage: 'mine', tag: 'latest' })).toBe('yes');
    expect(pull('gcc@sha256:aa', { fromImage: 'gcc', tag: 'sha256:aa' })).toBe('yes');
    expect(verdict('POST', '/images/create', { query: { fromImage: 'alpine' } })).toBe('no');
    expect(verdict('POST', '/images/create', { query: { fromSrc: '-' } })).toBe('no');
  });
});
