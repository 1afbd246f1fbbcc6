import { describe, expect, it } from 'vitest';
import { compileCommand, precompiledSets } from '../../src/sandbox/docker/compile.ts';
import { precompiledFor } from '../../src/sandbox/precompiled.ts';
import { languages, programFor } from '../../tools/programs.ts';

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

  it('takes little time for a hostile source', () => {
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

describe('the commands that compile C++ in the image', async () => {
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
