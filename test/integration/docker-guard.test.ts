import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import Docker from 'dockerode';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createGuard } from '../../src/sandbox/docker/guard/guard.ts';
import { containerOptions } from '../../src/sandbox/docker/options.ts';
import { buildOrder, tagOf } from '../../src/sandbox/docker/images.ts';
import { onlyPython } from '../../tools/programs.ts';
import { runIn, whenReady } from '../../tools/run-in.ts';
import { dockerSandbox, limits, recipes } from '../../tools/docker-sandbox.ts';
import { eventually } from '../support/engine.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';
import { spawnEngine, type EngineProcess } from '../../tools/process.ts';

describe.skipIf(missing(dockerIsHere(), 'the guard of Docker', 'Docker is not here'))('behind the guard', () => {
  const docker = new Docker();
  let guard: EngineProcess;
  let sandbox: Sandbox;
  const behind = async () => {
    const behindGuard = dockerSandbox({ host: guard.url.replace('http', 'tcp') });
    await whenReady(behindGuard);
    return behindGuard;
  };
  const ask = async (method: string, path: string, body?: object) =>
    (
      await fetch(guard.url + path, {
        method,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
    ).status;
  /** A call from another address of this machine, as from another worker. */
  const askFrom = (localAddress: string, method: string, path: string, url = guard.url) =>
    new Promise<number>((resolve, reject) => {
      const { port } = new URL(url);
      request({ host: '127.0.0.1', port, localAddress, method, path }, (answer) => {
        answer.resume();
        resolve(answer.statusCode!);
      })
        .on('upgrade', () => resolve(101))
        .on('error', reject)
        .end();
    });
  /** A container that is made through the guard, as a worker makes one. */
  const made = async (url = guard.url) => {
    const tag = await tagOf(docker, 'python', recipes);
    const options = containerOptions({ language: 'python', image: tag, engine: 'test', limits });
    const created = await fetch(`${url}/containers/create`, {
      method: 'POST',
      body: JSON.stringify(options),
      headers: { 'content-type': 'application/json' },
    });
    return docker.getContainer(((await created.json()) as { Id: string }).Id);
  };
  beforeAll(async () => {
    guard = await spawnEngine({ ROLE: 'guard' });
    await eventually(async () => (await fetch(`${guard.url}/_ping`).catch(() => undefined))?.status === 200);
    sandbox = await behind();
  });
  afterAll(async () => {
    await sandbox.close();
    guard.kill('SIGTERM');
    expect(await guard.exited).toBe(0);
  });

  it('gives a heavy compile more memory, and the run its own', async () => {
    const code =
      '#include <iostream>\n#include <regex>\nint main() { std::cout << std::regex_match("a", std::regex("a")); }';
    expect(await runIn(sandbox, 'cpp', code)).toMatchObject({ stdout: '1', outcome: { kind: 'exited', exitCode: 0 } });
  });

  it('tells the names of the runtimes and the version of the cgroups, and nothing else of the machine', async () => {
    const said = (await (await fetch(`${guard.url}/info`)).json()) as object;
    expect(said).toMatchObject({ DefaultRuntime: 'runc', Runtimes: { runc: {} } });
    expect(Object.keys(said)).toEqual(['CgroupVersion', 'DefaultRuntime', 'Runtimes']);
  });

  it('refuses to create other containers, to inspect them, or to list what exists', async () => {
    const created = await ask('POST', '/containers/create', {
      Image: 'python:3.10-alpine',
      HostConfig: { Privileged: true },
    });
    expect(created).toBe(403);
    for (const path of ['/containers/json', '/images/../containers/json?x', '/images/%2e%2e/json', '/version'])
      expect([path, await ask('GET', path)]).toEqual([path, 403]);
    expect(await ask('POST', '/containers/create', { Image: 'x'.repeat(100_000) })).toBe(400);
  });

  it('continues after a worker that disconnects, or sends a partial or malformed request', async () => {
    for (const [body, end] of [
      ['abc', 'reset'],
      ['', 'reset'],
      ['abc', 'end'],
    ] as const) {
      const box = await made();
      const line = connect(Number(new URL(guard.url).port), '127.0.0.1').on('error', () => {});
      line.write(
        `POST /containers/${box.id}/attach?stream=1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 100\r\n\r\n${body}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      if (end === 'reset') line.resetAndDestroy();
      else line.end();
      expect(await ask('GET', '/_ping')).toBe(200);
      await box.remove({ force: true });
    }
    expect(await ask('GET', '/containers/%ff/json')).toBe(400);
    const odd = connect(Number(new URL(guard.url).port), '127.0.0.1');
    odd.end(
      'GET /_ping HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4\r\nConnection: close\r\n\r\ntrue',
    );
    for await (const _ of odd) continue;
    for (let n = 0; n < 3; n++) expect(await ask('GET', '/_ping')).toBe(200);
  });

  it('lets a worker make cells and restore their limits, if cells are on', async () => {
    const guarded = await spawnEngine({ ROLE: 'guard', SANDBOX_REUSE: 'cell' });
    await eventually(async () => (await fetch(`${guarded.url}/_ping`).catch(() => undefined))?.status === 200);
    const warm = { each: 1, total: 1 };
    const cells = dockerSandbox({
      reuse: 'cell',
      languages: onlyPython,
      warm,
      host: guarded.url.replace('http', 'tcp'),
    });
    await whenReady(cells, { language: 'python' });
    const narrow = { memoryBytes: 64 * 1024 * 1024, processes: 1 };
    for (const limited of [narrow, {}, narrow, {}]) {
      const { stdout } = await runIn(cells, 'python', 'import socket; print(socket.gethostname())', '', limited);
      expect(stdout).toBe('sandbox\n'); // the host name of cells
    }
    await cells.close();
    guarded.kill('SIGTERM');
    expect(await guarded.exited).toBe(0);
  });

  it('lets only the worker that made a container use it', async () => {
    const box = await made();
    const update = JSON.stringify({ Memory: limits.memoryBytes, MemorySwap: limits.memoryBytes });
    for (const [method, act] of [
      ['POST', '/start'],
      ['POST', '/attach?stream=1'],
      ['GET', '/json'],
      ['DELETE', '?force=true'],
    ] as const)
      expect([act, await askFrom('127.0.0.2', method, `/containers/${box.id}${act}`)]).toEqual([act, 403]);
    expect((await box.inspect()).State.Status).toBe('created');
    expect(await askFrom('127.0.0.1', 'POST', `/containers/${box.id}/start`)).toBe(204);
    expect(await ask('POST', `/containers/${box.id}/update`, JSON.parse(update))).toBe(200);
    expect(await ask('GET', `/containers/${box.id}/json`)).toBe(200);
    expect(await askFrom('127.0.0.1', 'DELETE', `/containers/${box.id}?force=true`)).toBe(204);
  });

  it('lets every worker remove an old container that another has left', async () => {
    const log = pino({ level: 'silent' });
    const old = createGuard({ socketPath: '/var/run/docker.sock', recipes, limits, leftoverAfterMs: 5000, log });
    const server = createServer(old.answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const before = Date.now();
    const left = await made(url);
    const removed = () => askFrom('127.0.0.2', 'DELETE', `/containers/${left.id}?force=true`, url);
    expect(await removed()).toBe(403);
    await eventually(async () => (await removed()) === 204);
    expect(Date.now() - before).toBeGreaterThan(5000);
    await old.close();
    server.close();
  });

  it('builds from its own files, with the tag of these files', async () => {
    const { t, buildargs, labels } = await buildOrder(docker, 'python', recipes);
    const url = (more: object) =>
      `/build?${new URLSearchParams({ t, buildargs: JSON.stringify(buildargs), labels: JSON.stringify(labels), ...more })}`;
    const otherAgent = JSON.stringify({ ...buildargs, AGENT_IMAGE: 'codeengine-agent:0123456789ab' });
    for (const wrong of [{ t: 'codeengine-python:0123456789ab' }, { buildargs: otherAgent }])
      expect([wrong, await ask('POST', url(wrong))]).toEqual([wrong, 403]);
    const built = await fetch(guard.url + url({}), {
      method: 'POST',
      body: 'no tar at all',
    });
    expect([built.status, (await built.text()).includes('Successfully')]).toEqual([200, true]);
  });

  it('refuses calls on containers that are not sandboxes', async () => {
    const other = await docker.createContainer({ Image: 'python:3.10-alpine', Cmd: ['sleep', '60'] });
    await other.start();
    for (const [method, path] of [
      ['DELETE', `/containers/${other.id}?force=true`],
      ['GET', `/containers/${other.id}/json`],
      ['POST', `/containers/${other.id}/start`],
      ['POST', `/containers/${other.id}/exec`],
      ['POST', `/containers/${other.id}/attach?stream=1`],
    ])
      expect([path, await ask(method!, path!)]).toEqual([path, 403]);
    const attached = new Docker({ protocol: 'http', host: '127.0.0.1', port: new URL(guard.url).port });
    await expect(attached.getContainer(other.id).attach({ stream: true, hijack: true, stdin: true })).rejects.toThrow();
    expect((await other.inspect()).State.Running).toBe(true);
    await other.remove({ force: true });
  });
});
