import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { firstRoom } from '../../src/sandbox/docker/cell.ts';
import type { GuestContainer } from '../../src/sandbox/docker/container.ts';
import type { Frame } from '../../src/sandbox/docker/protocol.ts';

const HEADER = 5;
const MADE = { memoryBytes: 1 << 28, pids: 66 };
const log = pino({ level: 'silent' });

/** A container whose supervisor sends the frames of `script`: for H, which has the secret, and for each D. */
function container(script: readonly ((secret: Buffer) => Frame[])[]) {
  const sent: string[] = [];
  const limits: object[] = [];
  const waiting: Frame[] = [];
  let secret: Buffer = Buffer.alloc(0);
  let isGone = false;
  const guest: GuestContainer = {
    closed: new Promise(() => {}),
    send(bytes) {
      const type = bytes.toString('latin1', 0, 1);
      if (type === 'H') secret = bytes.subarray(HEADER);
      sent.push(type);
      if ('HD'.includes(type))
        waiting.push(...(script[sent.filter((each) => 'HD'.includes(each)).length - 1]?.(secret) ?? []));
    },
    async *frames() {
      while (waiting.length > 0) yield waiting.shift()!;
    },
    limit: async (to) => void limits.push(to),
    wasOutOfMemory: async () => false,
    letExit() {},
    dispose: async () => void (isGone = true),
  };
  return { guest, sent, limits, waiting, isGone: () => isGone };
}

const ready = (secret: Buffer): Frame[] => [{ type: 'n', payload: Buffer.concat([secret, Buffer.alloc(4)]) }];
const result = (limit: number, flags = 0): Frame => {
  const payload = Buffer.alloc(32);
  payload[2] = limit;
  payload[3] = flags;
  return { type: 'x', payload };
};

describe('a cell', () => {
  it('makes one room after another, up to a hundred', async () => {
    const { guest } = container(Array.from({ length: 200 }, () => ready));
    let room: GuestContainer | undefined = await firstRoom(guest, MADE, log);
    let rooms = 0;
    for (; room; room = await room.renew!()) rooms += 1;
    expect(rooms).toBe(100);
  });

  it('says which step of making a room failed', async () => {
    const refused = (secret: Buffer): Frame[] => [
      { type: 'n', payload: Buffer.concat([secret, Buffer.from([1, 0, 0, 0]), Buffer.from('unshare')]) },
    ];
    const { guest, isGone } = container([refused]);
    await expect(firstRoom(guest, MADE, log)).rejects.toThrow('unshare: EPERM');
    expect(isGone()).toBe(true);
  });

  it.each([
    ['says that it is ready and does not know the secret', () => ready(Buffer.alloc(16))],
    ['sends a result after its end', (secret: Buffer) => [result(0), ...ready(secret)]],
    ['sends output after its end', (secret: Buffer) => [{ type: 'o', payload: Buffer.from('x') }, ...ready(secret)]],
    ['says too little', () => [{ type: 'n', payload: Buffer.alloc(3) }]],
    ['says nothing', () => []],
  ])('is not used again when a room %s', async (_what, answer) => {
    const { guest } = container([ready, answer]);
    const room = await firstRoom(guest, MADE, log);
    expect(await room.renew!()).toBeUndefined();
  });

  it.each([
    ['time', result(1), false],
    ['processor time', result(3), false],
    ['output', result(2), false],
    ['memory', result(0, 1), false],
    ['processes', result(0, 2), false],
    ['nothing', result(0, 4), true],
  ])('is used again only if the run met no limit: %s', async (_limit, frame, isUsedAgain) => {
    const { guest, waiting } = container([ready, ready]);
    const room = await firstRoom(guest, MADE, log);
    waiting.push(frame);
    for await (const _ of room.frames()) continue;
    expect((await room.renew!()) !== undefined).toBe(isUsedAgain);
  });

  it('ignores frames of a run that has ended, and restores its own limits', async () => {
    const { guest, sent, limits, isGone } = container([ready, ready]);
    const room = await firstRoom(guest, MADE, log);
    await room.limit({ memoryBytes: 1 << 24, pids: 3 });
    expect(await room.renew!()).toBeDefined();
    room.send(Buffer.from('M'));
    await room.dispose();
    expect(sent).toEqual(['H', 'D']);
    expect(isGone()).toBe(false);
    expect(limits).toEqual([
      { memoryBytes: 1 << 24, pids: 4 },
      { memoryBytes: 1 << 28, pids: 67 },
    ]);
  });
});
