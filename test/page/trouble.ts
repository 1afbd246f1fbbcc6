import { once } from 'node:events';
import { createServer as createHttpServer, request as requestHttp } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startHeartbeat } from '../../src/heartbeat.ts';
import { startEngine } from '../support/engine.ts';
import { says } from './editing.ts';
import { FROM_DISK, type Site } from './visitor.ts';

const COUNT = 'import time\nfor n in range(14):\n    print(n, flush=True)\n    time.sleep(0.25)';
const COUNTED = Array.from({ length: 14 }, (_, n) => `${n}\n`).join('');

/** Tests of failures: the page says what failed and what to do. */
export function describeTrouble(site: Site): void {
  describe('when things fail', () => {
    it('says that there is no worker, from the submission until one is ready', async () => {
      const engine = await startEngine({ lanes: 0 });
      onTestFinished(() => engine.close());
      const { page, write, press, sees } = await site.open({ url: `${FROM_DISK}?api=${engine.url}` });
      const says = (words: string) => page.locator('#sentence', { hasText: words }).waitFor();
      await write('python', 'hold');
      await press();
      await sees('Waiting');
      await says('No worker is running at the moment.');
      const heartbeat = startHeartbeat({
        registry: engine.registry,
        sandbox: engine.sandbox,
        lanes: 1,
        interactiveMax: 8,
      });
      onTestFinished(() => heartbeat.close());
      await sees('Starting');
      await says('The run waits for a free place.');
    });

    it('submits when the network is back', async () => {
      const { page, write, press, sees, output } = await site.open();
      await write('python', 'print("back")');
      await page.context().setOffline(true);
      await press();
      await sees('Trying again in');
      expect(await page.locator('#sentence').textContent()).toBe('The engine cannot be reached.');
      await page.context().setOffline(false);
      await sees('Completed');
      expect(await output()).toBe('back\n');
    });

    it('resumes when the connection is lost: nothing twice, nothing lost', async () => {
      const proxy = await startProxy(site.url);
      onTestFinished(proxy.close);
      const { page, write, press, reads, sees, output } = await site.open({ url: proxy.url });
      await write('python', COUNT);
      await press();
      await reads('3\n');
      proxy.cut();
      await sees('Connection lost, trying again');
      expect(await page.locator('#sentence').textContent()).toMatch(/^The run may begin anew/);
      proxy.mend();
      await sees('Completed');
      expect(await output()).toBe(COUNTED);
    });

    it('continues after an error response of a gateway', async () => {
      const { page, write, press, reads, sees, output } = await site.open();
      let refusals = 0;
      await write('python', COUNT);
      await page.route('**/stream/*', (route) =>
        refusals++ === 0
          ? route.fulfill({ status: 503, json: { error: 'away', code: 'unavailable' } })
          : route.continue(),
      );
      await press();
      await reads('3\n');
      await sees('Completed');
      expect([refusals, await output()]).toEqual([2, COUNTED]);
    });

    it('says what to do when a link leads nowhere', async () => {
      const { page, code } = await site.open({ path: '/?s=0192f0c1-0000-7000-8000-000000000000' });
      await says(page, 'This run is not kept any more, or the link is not complete.');
      await page.click('text=Write a program');
      expect(page.url()).not.toContain('s=');
      expect((await code()).length).toBeGreaterThan(10);
    });

    it('works under a path behind a proxy that removes the path', async () => {
      const proxy = await startPathProxy(site.url, '/code');
      onTestFinished(proxy.close);
      const { page, run, output } = await site.open({ url: `${proxy.url}/code/` });
      expect(await run('python', 'print("under", "a path")')).toBe('Completed');
      expect(await output()).toBe('under a path\n');
      await page.click('#share-button');
      await page.evaluate('ide.copy = (text) => (ide.copied = text, true)');
      await page.locator('#share-choices button').nth(1).click();
      const link = String(await page.evaluate('ide.copied'));
      expect(link).toContain(`${proxy.url}/code/?s=`);
      await page.goto(link);
      await page.locator('#headline', { hasText: 'Completed' }).waitFor();
      expect(await page.locator('#docs').evaluate((one) => one.href)).toBe(`${proxy.url}/code/docs`);
      expect(proxy.outside).toEqual([]);
    });

    it.each([
      ['a server of files', { status: 404, body: '<html>not found</html>', contentType: 'text/html' }],
      ['an engine under another path', { status: 404, json: { error: 'There is nothing here.', code: 'not_found' } }],
      ['a page for everything', { status: 200, body: '<html>welcome</html>', contentType: 'text/html' }],
    ])('says that there is no engine when %s answers', async (_who, answer) => {
      const { page, write, press, sees } = await site.open();
      await page.route('**/submit', (route) => route.fulfill(answer));
      await write('python', 'print(1)');
      await press();
      await sees('Not run');
      expect(await page.locator('#sentence').textContent()).toBe('There is no engine at this address.');
    });

    it('lets the user write while the engine does not answer, and shows when it answers again', async () => {
      let isAway = true;
      const { page, run } = await site.open({
        before: (page) => page.route('**/languages', (route) => (isAway ? route.abort() : route.continue())),
      });
      await says(page, 'The engine cannot be reached.');
      expect(await run('python', 'print(1)')).toBe('Completed');
      isAway = false;
      await page.locator('#notice').waitFor({ state: 'hidden' });
      expect(await page.locator('#language option').first().textContent()).toContain('CPython');
    });
  });
}

/**
 * Serves the engine under a path, like another web server in front of it. `outside` has the requests for other paths.
 */
async function startPathProxy(target: string, path: string) {
  const outside: string[] = [];
  const server = createHttpServer((request, response) => {
    if (!request.url!.startsWith(`${path}/`)) {
      outside.push(request.url!);
      return void response.writeHead(404).end();
    }
    const { method, headers } = request;
    const onward = requestHttp(`${target}${request.url!.slice(path.length)}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, outside, close };
}

/**
 * A connection to the engine that can be cut: open connections break, and new ones are refused until it is restored.
 */
async function startProxy(target: string): Promise<{ url: string; cut(): void; mend(): void; close(): void }> {
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const engine = connect(Number(new URL(target).port || 80), '127.0.0.1');
    for (const socket of [client, engine]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        engine.destroy();
      });
    }
    client.pipe(engine).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = () => open.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      breakAll();
    },
    mend: () => void (isCut = false),
    close() {
      breakAll();
      server.close();
    },
  };
}
