import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openPostgres, postgresProblem } from '../../src/history/postgres.ts';
import { createHistory } from '../../src/history/sql.ts';

/** Answers every new connection with one error, as PostgreSQL does. */
async function refusing(code: string) {
  const fields = `SFATAL\0VFATAL\0C${code}\0Mno hunter2 here\0\0`;
  const answer = Buffer.concat([Buffer.from('E'), Buffer.alloc(4), Buffer.from(fields)]);
  answer.writeInt32BE(4 + fields.length, 1);
  const server = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(answer)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

it.each([
  ['28P01', 'PostgreSQL refuses the password'],
  ['28000', 'PostgreSQL refuses this user'],
  ['3D000', 'PostgreSQL has no such database'],
  ['42501', 'PostgreSQL does not allow this user to create tables'],
  ['57P03', 'PostgreSQL does not answer'],
])('reports why PostgreSQL cannot be used when it answers %s, and logs this once: %s', async (code, problem) => {
  const server = await refusing(code);
  const { port } = server.address() as AddressInfo;
  const logged: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => void logged.push(line) });
  const history = createHistory(openPostgres(`postgres://u:p@127.0.0.1:${port}/x`, log));
  for (let round = 0; round < 3; round++) {
    expect(await history.check().then(() => 'none', postgresProblem)).toBe(problem);
  }
  expect(logged.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([problem]);
  await history.close();
  server.close();
});
