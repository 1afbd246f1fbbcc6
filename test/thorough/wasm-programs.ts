import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runIn } from '../../tools/run-in.ts';

/** Tests of the features that programs can use in WebAssembly, and of the messages for missing features. */
export function describePrograms(sandbox: () => Sandbox): void {
  describe('a program in WebAssembly', () => {
    const run = (language: string, code: string, input?: string) => runIn(sandbox(), language, code, input);

    it('has a compiler and an interpreter whose versions the sandbox reports', () => {
      const clang = expect.stringMatching(/^Clang \d+\.\d+\.\d+$/);
      const python = expect.stringMatching(/^CPython 3\.\d+\.\d+$/);
      expect(sandbox().versions()).toMatchObject({ python, c: clang, cpp: clang });
    });

    describe('C++', () => {
      it('throws and catches its own exceptions and those of the library', async () => {
        const { stdout, stderr, outcome } = await run('cpp', EXCEPTIONS);
        expect(stdout).toBe(
          'boom\nunwound 42\nderived\nagain 1\nvector\nbasic_string\nstoi: no conversion\nkept\n7\ntext\nouter < inner\nbad cast\nno memory\n',
        );
        expect(stderr).toContain(
          "terminate called after throwing an instance of 'std::runtime_error'\n  what():  uncaught",
        );
        expect(outcome).toMatchObject({ kind: 'signalled', step: { phase: 'run' }, signal: 'SIGABRT' });
      });

      it('has <bits/stdc++.h>, files and a clock', async () => {
        const { stdout } = await run(
          'cpp',
          `#include <bits/stdc++.h>
using namespace std;
int main() {
  auto start = chrono::steady_clock::now();
  ofstream("a.txt") << "kept";
  string text; ifstream("a.txt") >> text;
  map<string, int> m{{"b", 2}, {"a", 1}};
  for (auto& [k, v] : m) cout << k << v;
  this_thread::sleep_for(100ms);
  cout << text << (chrono::steady_clock::now() - start > 90ms) << endl;
}`,
        );
        expect(stdout).toBe('a1b2kept1\n');
      });

      it('has no names from headers that the source did not include', async () => {
        const { outcome, stderr } = await run('cpp', '#include <iostream>\nint main() { std::map<int, int> m; }');
        expect([outcome.step.phase, stderr.includes('main.cpp:2:')]).toEqual(['compile', true]);
      });

      it('formats with the checks of the library, which change the names of its functions', async () => {
        const code = `#define _LIBCPP_HARDENING_MODE _LIBCPP_HARDENING_MODE_DEBUG
#include <cstdio>
#include <format>
int main() { std::puts(std::format("{:>3}", 5).c_str()); }`;
        const { stdout, stderr } = await run('cpp', code);
        expect([stdout, stderr]).toEqual(['  5\n', '']);
      });

      it('runs no destructor of a program that exits', async () => {
        const { stdout, outcome } = await run(
          'cpp',
          '#include <cstdio>\n#include <cstdlib>\nstruct L { ~L() { std::puts("no"); } };\nint main() { L l; try { std::exit(3); } catch (...) { std::puts("no"); } }',
        );
        expect([stdout, outcome]).toMatchObject(['', { kind: 'exited', exitCode: 3 }]);
      });
    });

    it.each([
      ['c', '#include <stdio.h>\n#include <stdlib.h>\nint main(void) { printf("before"); abort(); }', 'SIGABRT'],
      [
        'c',
        '#include <stdio.h>\nint main(int argc, char **argv) { printf("before"); return 7 / (argc - 1); }',
        'SIGFPE',
      ],
      [
        'c',
        '#include <stdio.h>\nint f(int n) { volatile int a[64]; a[0] = n; return f(n + 1) + a[0]; }\nint main(void) { printf("before"); return f(0); }',
        'SIGSEGV',
      ],
      ['c', '#include <stdio.h>\nint main(void) { printf("before"); return *(volatile int *)0x7fffffff; }', 'SIGSEGV'],
    ])('names the signal of a crash and keeps the output: %s %j', async (language, code, signal) => {
      const { stdout, outcome } = await run(language, code);
      expect([stdout, outcome]).toMatchObject(['before', { kind: 'signalled', step: { phase: 'run' }, signal }]);
    });

    it('streams output of C++ without a flush', async () => {
      const { events } = await run(
        'cpp',
        '#include <iostream>\n#include <unistd.h>\nint main() { std::cout << "a\\n"; sleep(1); std::cout << "b\\n"; }',
      );
      expect(events.map(({ text }) => text)).toEqual(['a\n', 'b\n']);
      expect(events[1]!.at - events[0]!.at).toBeGreaterThan(500);
    });

    it.each([
      [
        'asyncio',
        'import asyncio\nasync def f(n):\n  await asyncio.sleep(0.05)\n  return n\nasync def main(): print(await asyncio.gather(f(1), f(2)))\nasyncio.run(main())',
        '[1, 2]\n',
      ],
      ['sqlite3', 'import sqlite3\nprint(sqlite3.connect(":memory:").execute("select 1").fetchall())', '[(1,)]\n'],
      ['input()', 'print(input("? "), __name__, __file__)', '? hi __main__ /work/main.py\n'],
      ['exit handlers', 'import atexit, sys\natexit.register(print, "last")\nsys.exit(0)', 'last\n'],
      [
        'dataclasses and pickle',
        'import pickle\nfrom dataclasses import dataclass\n@dataclass\nclass A: x: int\nprint(pickle.loads(pickle.dumps(A(1))))',
        'A(x=1)\n',
      ],
    ])('has %s in Python', async (_name, code, stdout) => {
      expect(await run('python', code, 'hi\n')).toMatchObject({ stdout, stderr: '', outcome: { exitCode: 0 } });
    });

    it.each([
      ['python', 'import threading\nthreading.Thread(target=print).start()'],
      ['python', 'import subprocess\nsubprocess.run(["ls"])'],
      ['python', 'import socket\nsocket.create_connection(("127.0.0.1", 80))'],
      ['python', 'import multiprocessing\nmultiprocessing.Pool()'],
      ['python', 'import ctypes'],
      ['c', '#include <unistd.h>\nint main(void) { return fork(); }'],
      ['c', '#include <sys/socket.h>\nint main(void) { return socket(AF_INET, SOCK_STREAM, 0); }'],
    ])('names the missing feature: %s %j', async (language, code) => {
      const { stderr, outcome } = await run(language, code);
      expect(stderr).toContain('The WebAssembly sandbox has no processes, threads or sockets.');
      expect(outcome).not.toMatchObject({ exitCode: 0 });
    });

    it('says that only the standard library is installed', async () => {
      expect((await run('python', 'import numpy')).stderr).toContain(
        "No module named 'numpy'\nOnly the standard library",
      );
    });
  });
}

const EXCEPTIONS = `#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>
struct Base { virtual ~Base() {} };
struct Derived : Base { };
struct Local { ~Local() { std::cout << "unwound "; } };
int main() {
  try { throw std::runtime_error("boom"); } catch (const std::exception& e) { std::cout << e.what() << "\\n"; }
  try { Local l; throw 42; } catch (double) {} catch (int i) { std::cout << i << "\\n"; }
  try { throw Derived(); } catch (Base& b) { std::cout << (dynamic_cast<Derived*>(&b) ? "derived\\n" : "base\\n"); }
  try { try { throw 1; } catch (...) { throw; } } catch (int i) { std::cout << "again " << i << "\\n"; }
  try { (void)std::vector<int>().at(3); } catch (std::out_of_range& e) { std::cout << e.what() << "\\n"; }
  try { (void)std::string("a").at(3); } catch (std::out_of_range& e) { std::cout << e.what() << "\\n"; }
  try { (void)std::stoi("zz"); } catch (std::invalid_argument& e) { std::cout << e.what() << "\\n"; }
  std::exception_ptr kept;
  try { throw std::logic_error("kept"); } catch (...) { kept = std::current_exception(); }
  try { std::rethrow_exception(kept); } catch (std::logic_error& e) { std::cout << e.what() << "\\n"; }
  try { std::rethrow_exception(std::make_exception_ptr(7)); } catch (int i) { std::cout << i << "\\n"; }
  try { throw "text"; } catch (const char* s) { std::cout << s << "\\n"; }
  try {
    try { throw std::runtime_error("inner"); } catch (...) { std::throw_with_nested(std::logic_error("outer")); }
  } catch (std::exception& e) {
    std::cout << e.what();
    try { std::rethrow_if_nested(e); } catch (std::exception& n) { std::cout << " < " << n.what() << "\\n"; }
  }
  try { Base b; (void)dynamic_cast<Derived&>(b); } catch (std::bad_cast&) { std::cout << "bad cast\\n"; }
  try { std::vector<std::string> v; for (;;) v.emplace_back(32 << 20, 'x'); } catch (std::bad_alloc&) { std::cout << "no memory\\n"; }
  throw std::runtime_error("uncaught");
}
`;
