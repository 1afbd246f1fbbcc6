import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCommand, precompiledSets } from '../../src/sandbox/docker/compile.ts';
import { precompiledFor } from '../../src/sandbox/precompiled.ts';
import { languages, programFor } from '../../tools/programs.ts';
import { createDecoder, parseResult, type Frame } from '../../src/sandbox/docker/protocol.ts';
import { createOutput, type Output } from '../../src/sandbox/output.ts';

const encode = ({ type, payload }: { type: string; payload: Uint8Array }) => {
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeUInt32LE(payload.length, 1);
  return Buffer.concat([header, payload]);
};

/** Bytes in pieces, cut anywhere. */
const pieces = (bytes: Buffer, cuts: number[]) => {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
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

  it('accepts any bytes: it waits, or refuses a length that no frame has', () => {
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

async function* textsOf(output: Output): AsyncGenerator<string> {
  for await (const event of output.events()) if (event.type === 'output') yield event.text;
}

describe('output', () => {
  it('keeps every character and the order, wherever the bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), fc.array(fc.nat()), async (text, cuts) => {
        const whole = text.toWellFormed();
        const output = createOutput();
        for (const piece of pieces(Buffer.from(whole), cuts)) output.push('stdout', piece);
        output.end();
        let told = '';
        for await (const text of textsOf(output)) told += text;
        expect(told).toBe(whole);
      }),
    );
  });

  it('marks what is not UTF-8, even at the very end', async () => {
    const output = createOutput();
    output.push('stdout', Buffer.from([0x61, 0xff, 0xe2, 0x82]));
    output.end();
    for await (const text of textsOf(output)) expect(text).toBe('a\uFFFD\uFFFD');
  });

  it('becomes a few events of bounded size for a million short writes', async () => {
    const output = createOutput();
    const events = (async () => {
      const sizes: number[] = [];
      for await (const text of textsOf(output)) sizes.push(text.length);
      return sizes;
    })();
    for (let n = 0; n < 1_000_000; n++) output.push('stdout', Buffer.from('x'));
    output.end();
    const sizes = await events;
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000_000);
    expect([sizes.length < 1000, Math.max(...sizes) <= 32_769]).toEqual([true, true]);
  });

  it('keeps lines of two streams in the order they were written', async () => {
    const output = createOutput();
    output.push('stdout', Buffer.from('a\n'));
    output.push('stderr', Buffer.from('b\n'));
    output.push('stdout', Buffer.from('c\n'));
    output.end();
    const told: string[] = [];
    for await (const text of textsOf(output)) told.push(text);
    expect(told).toEqual(['a\n', 'b\n', 'c\n']);
  });
});

describe('the precompiled header for a source', async () => {
  const sets = await precompiledSets(languages.find('cpp')!);
  it.each([
    ['#include <iostream>\nint main() {}', 'iostream'],
    ['// hello\n/* two\nlines */\n#include <vector>\r\n#include <iostream>\nusing x;', 'vector'],
    ['#include <bits/stdc++.h>\nint main() {}', 'bits'],
    ['#include <iostream>\n#include <map>\n#include <vector>\n#include <string>\n#include <algorithm>\n', 'five'],
    ['#include <regex>\n#include <iostream>\n', 'regex'],
    ['#include <iostream>\n#include <vector>\n#include <string>\n#include <regex>\n', 'regex'],
    ['#include <map>\n#include <bits/stdc++.h>\n#include <iostream>\n', 'bits'],
    ['#include <cstdio>\nint main() {}', 'cstdio'],
    ['#include <cstdio>\n#include <vector>\nint main() {}', 'cstdio'],
    ['#include <algorithm>\n#include <cstdio>\n#include <vector>\n', 'cstdio-vector-algorithm'],
    ['#include <algorithm>\n#include <cstdio>\n#include <iostream>\n#include <vector>\n', 'vector-algorithm'],
    ['#include <cmath>\nint main() {}', undefined],
    ['#define private public\n#include <iostream>\n', undefined],
    ['int x;\n#include <iostream>\n', undefined],
    ['/* #include <iostream>\n*/ int main() {}', undefined],
    ['#include "own.h"\n#include <iostream>\n', undefined],
    ['#if 0\n#include <iostream>\n#endif\n', undefined],
    ['// continued \\\n#include <iostream>\nint x;', undefined],
    ['', undefined],
    ['// a "\\n" in a comment\n#include <iostream>\n', 'iostream'],
    ['#include <iostream>  /// for std::cout\n#include <vector> // for std::vector\nint main() {}', 'vector'],
    ['#include <iostream>/* in, out */ /* and */\n#include <string>\r\nint main() {}', 'string'],
    ['#include <iostream> // a \\\n#include <vector>\nint x;', 'iostream'],
    ['#include <iostream> x\n#include <vector>\n', undefined],
    ['#define _CRT_SECURE_NO_WARNINGS\n#include <iostream>\n', 'iostream'],
    ['#include <vector>\n#define _USE_MATH_DEFINES\n#include <iostream>\n', 'vector'],
    ['#pragma GCC optimize("O3,unroll-loops")\n#pragma GCC target("avx2")\n#include <bits/stdc++.h>\n', 'bits'],
    ['#pragma once\n#pragma GCC diagnostic ignored "-Wall"\n#include <iostream>\n', 'iostream'],
    ['#pragma pack(1)\n#include <iostream>\n', undefined],
    ['#pragma GCC poison vector\n#include <iostream>\n', undefined],
  ])('for %j is %s', (source, expected) => {
    expect(precompiledFor(source, sets)).toBe(expected);
  });

  it('takes no time on a hostile source', () => {
    const started = Date.now();
    precompiledFor('/*'.repeat(130_000), sets);
    precompiledFor(' '.repeat(260_000), sets);
    precompiledFor('#include <'.repeat(26_000), sets);
    precompiledFor(`#define x ${' '.repeat(260_000)}x`, sets);
    precompiledFor('\\ '.repeat(130_000), sets);
    precompiledFor(`//${`\\${' '.repeat(500)}`.repeat(500)}`, sets);
    precompiledFor(`#include <x>${' '.repeat(260_000)}x`, sets);
    expect(Date.now() - started).toBeLessThan(3000);
  });
});

describe('how the image compiles C++', async () => {
  const sets = await precompiledSets(languages.find('cpp')!);
  const early = (source: string) => {
    const command = compileCommand(programFor('cpp', source), sets);
    return command.slice(3, command.indexOf('-std=gnu++20'));
  };
  it.each([
    ['int main() {}', []],
    ['#include <iostream>\n', ['-include', '/pch/iostream.h']],
    [
      '#define ll long long\n#define F(a, b) a + b\r\n#define EMPTY\n#include <iostream>\n',
      ['-Dll=long long', '-DF(a, b)=a + b', '-DEMPTY=', '-include', '/pch/iostream.h'],
    ],
    ['#define ll long long\nint main() {}', []],
    ['#define a 1 // one\n#include <iostream>\n', []],
    ['#define a 1 \\\n 2\n#include <iostream>\n', []],
    ['#define a 1\n#define a 2\n#include <iostream>\n', []],
    ['#include <iostream>\n#define a 1\n#include <vector>\n', ['-include', '/pch/iostream.h']],
    [
      '#pragma GCC target("avx2")\n#include <queue>\n#include <own.hpp>\n#include <cstdio>\n',
      ['-include', '/pch/cstdio.h', '-include', 'queue', '-include', 'cstdio'],
    ],
  ])('for %j begins with %j', (source, expected) => {
    expect(early(source)).toEqual(expected);
  });
});
