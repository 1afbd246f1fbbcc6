import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder, parseResult, type Frame } from '../../src/sandbox/docker/protocol.ts';
import { pieces } from '../support/pieces.ts';

const encode = ({ type, payload }: { type: string; payload: Uint8Array }) => {
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeUInt32LE(payload.length, 1);
  return Buffer.concat([header, payload]);
};

describe('the decoder of the guest protocol', () => {
  const frames = fc.array(
    fc.record({ type: fc.constantFrom('o', 'e', 'x'), payload: fc.uint8Array({ maxLength: 300 }) }),
  );

  it('returns every frame, wherever the bytes are split', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat()), (sent, cuts) => {
        const decode = createDecoder();
        const got: Frame[] = pieces(Buffer.concat(sent.map(encode)), cuts).flatMap((piece) => decode(piece));
        expect(got.map(({ type, payload }) => [type, [...payload]])).toEqual(
          sent.map(({ type, payload }) => [type, [...payload]]),
        );
      }),
    );
  });

  it('accepts any bytes: it waits for more, or refuses a length that no frame has', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 })), (chunks) => {
        const decode = createDecoder();
        try {
          for (const chunk of chunks)
            for (const { payload } of decode(Buffer.from(chunk))) expect(payload.length).toBeLessThanOrEqual(65_536);
        } catch (error) {
          expect((error as Error).message).toMatch(/announced a frame of \d+ bytes/);
        }
      }),
    );
  });

  it('refuses a result of another size', () => {
    expect(() => parseResult(Buffer.alloc(31))).toThrow('31 bytes');
  });
});
