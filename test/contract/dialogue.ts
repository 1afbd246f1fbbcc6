import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/domain/events.ts';
import type { Limits } from '../../src/domain/limits.ts';
import { ownMs, type SandboxName } from '../../src/domain/outcome.ts';
import type { Language } from '../../src/languages.ts';
import type { Message } from '../../src/inbox/inbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { BUSY, BUSY_ALONE } from './not-waiting.ts';
import { allLanguages, programFor } from '../../tools/programs.ts';
import { whenReady } from '../../tools/run-in.ts';

/** Programs that ask for a name, without a line break, then for a number, and print both. */
export const ASKING: Readonly<Record<string, string>> = {
  python: 'name = input("name? ")\nprint("hi", name)\nage = int(input("age? "))\nprint("next", age + 1)',
  javascript: `const { createInterface } = require('readline/promises');
(async () => {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  console.log('hi', await lines.question('name? '));
  console.log('next', Number(await lines.question('age? ')) + 1);
  lines.close();
})();`,
  typescript: `import { createInterface } from 'node:readline';
const lines = createInterface({ input: process.stdin, output: process.stdout });
lines.question('name? ', (name: string) => {
  console.log('hi', name);
  lines.question('age? ', (age: string) => {
    console.log('next', Number(age) + 1);
    lines.close();
  });
});`,
  c: `#include <stdio.h>
int main(void) {
  char name[99];
  int age;
  printf("name? ");
  scanf("%98s", name);
  printf("hi %s\\nage? ", name);
  scanf("%d", &age);
  printf("next %d\\n", age + 1);
}`,
  cpp: `#include <iostream>
#include <string>
int main() {
  std::string name;
  int age;
  std::cout << "name? ";
  std::cin >> name;
  std::cout << "hi " << name << "\\nage? ";
  std::cin >> age;
  std::cout << "next " << age + 1 << '\\n';
}`,
  go: `package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	fmt.Print("name? ")
	in.Scan()
	fmt.Print("hi ", in.Text(), "\\nage? ")
	in.Scan()
	var age int
	fmt.Sscan(in.Text(), &age)
	fmt.Println("next", age+1)
}`,
  rust: `use std::io::{stdin, stdout, Write};

fn ask(question: &str) -> String {
    print!("{question}");
    stdout().flush().unwrap();
    let mut line = String::new();
    stdin().read_line(&mut line).unwrap();
    line.trim().to_string()
}

fn main() {
    println!("hi {}", ask("name? "));
    println!("next {}", ask("age? ").parse::<i32>().unwrap() + 1);
}`,
  java: `import java.util.Scanner;

public class Main {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    System.out.print("name? ");
    System.out.print("hi " + in.nextLine() + "\\nage? ");
    System.out.println("next " + (in.nextInt() + 1));
  }
}`,
  bash: 'read -p "name? " name\necho "hi $name"\nprintf "age? "\nread age\necho "next $((age + 1))"',
  ruby: 'print "name? "\nputs "hi #{gets.chomp}"\nprint "age? "\nputs "next #{gets.to_i + 1}"',
  perl: 'print "name? ";\nchomp(my $name = <STDIN>);\nprint "hi $name\\nage? ";\nprint "next ", <STDIN> + 1, "\\n";',
  php: '<?php\necho "name? ";\n$name = trim(fgets(STDIN));\necho "hi $name\\nage? ";\n$age = fgets(STDIN);\necho "next ", $age + 1, "\\n";',
};

/** The same where a language has a function for asking that edits lines at a terminal. */
const ASKING_BY_EDITOR: Readonly<Record<string, string>> = {
  ruby: `require 'readline'
puts "hi #{Readline.readline('name? ', true)}"
puts "next #{Readline.readline('age? ').to_i + 1}"`,
  php: `<?php
echo 'hi ' . readline('name? ') . "\\n";
echo 'next ' . (readline('age? ') + 1) . "\\n";`,
};

/** The tests of interactive programs in every sandbox. `make` opens a sandbox with the given limits. */
export function describeDialogues(
  kind: SandboxName,
  make: (limits: Partial<Limits>) => Promise<Sandbox>,
  of: readonly Language[] = allLanguages.all(),
): void {
  describe(`dialogues in ${kind}`, () => {
    let sandbox: Sandbox;
    // with containers most time is waiting, so dialogues run concurrently; WebAssembly needs the processor
    const test = kind === 'docker' ? it.concurrent : it;
    const busy = kind === 'docker' ? BUSY : BUSY_ALONE;
    const known = of.filter((language) => language[kind]);
    beforeAll(async () => {
      sandbox = await make({ timeMs: 20_000, idleMs: 20_000 });
      await Promise.all(known.map(({ id }) => whenReady(sandbox, { language: id, ms: 1_800_000 })));
    }, 1_800_000);
    afterAll(() => sandbox.close());

    /** Runs a program; `answer` gets each event, and may send input. */
    async function talk(
      language: string,
      code: string,
      answer: (event: RunEvent, send: (text: string, end?: boolean) => void) => void,
      { stdin = '', limits = {} }: { stdin?: string; limits?: Partial<Limits> } = {},
    ) {
      const { live, send } = lineOf();
      const dialogue: string[] = [];
      let ended: Extract<RunEvent, { type: 'ended' }> | undefined;
      const program = { ...programFor(language, code, stdin), limits, live };
      for await (const event of sandbox.run(program, AbortSignal.timeout(250_000))) {
        if (event.type === 'ended') ended = event;
        if (event.type === 'waiting') dialogue.push(`waiting ${event.n}`);
        if (event.type === 'input') dialogue.push(`< ${event.text}`);
        if (event.type === 'output' && event.stream !== 'compiler') dialogue.push(event.text);
        answer(event, send);
      }
      return {
        dialogue,
        text: dialogue.filter((text) => !text.startsWith('waiting')).join(''),
        outcome: ended!.outcome,
      };
    }
    const answers = (...lines: string[]) => {
      return (event: RunEvent, send: (text: string) => void) => {
        const line = event.type === 'waiting' ? lines.shift() : undefined;
        if (line !== undefined) send(line);
      };
    };

    const asking = [...Object.entries(ASKING), ...Object.entries(ASKING_BY_EDITOR)];
    test.each(asking.filter(([asks]) => known.some(({ id }) => id === asks)))(
      '%s shows its prompt, reports that it waits, and continues when it is answered',
      async (id, code) => {
        const { dialogue, outcome } = await talk(id, code, answers('Ada\n', '36\n'));
        const joined = dialogue.join('').replaceAll('\n', '|');
        expect(joined).toBe('name? waiting 1< Ada|hi Ada|age? waiting 2< 36|next 37|');
        expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
      },
      120_000,
    );

    test('reads input that was sent before it asks, and before that the input of the submission', async () => {
      const code = 'for n in range(3):\n    print("got", input())\nprint("last", input())';
      const { dialogue, outcome } = await talk(
        'python',
        code,
        (event, send) => {
          if (event.type === 'waiting' && event.n === 1) send('b\nc\n');
          if (event.type === 'waiting' && event.n === 2) send('d', true);
        },
        { stdin: 'a\n' },
      );
      expect(dialogue.filter((text) => !text.startsWith('<')).join('')).toBe(
        'got a\nwaiting 1got b\ngot c\nwaiting 2last d\n',
      );
      expect(dialogue.join('')).toContain('< d');
      expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    });

    test('reports a wait before each read, however the question was written', async () => {
      const code =
        'import sys\nsys.stdout.write("a? ")\nsys.stdin.readline()\nprint("b? ", end="")\nsys.stdin.buffer.raw.read(1)';
      const { dialogue } = await talk('python', code, answers('x\n', 'y\n'));
      expect(dialogue.join('').replaceAll('\n', '|')).toMatch(/^a\? waiting 1< x\|b\? waiting 2< y/);
    });

    test('waits in SQL if the program names the table input, and otherwise not', async () => {
      const { dialogue } = await talk('sql', 'SELECT text FROM Input;', (event, send) => {
        if (event.type === 'waiting' && event.n === 1) send('a\n');
        if (event.type === 'waiting' && event.n === 2) send('b\n', true);
      });
      expect(dialogue.join('')).toMatch(/^waiting 1< a\nwaiting 2< b\ntext\n-+\na\nb\n$/);
      expect((await talk('sql', 'SELECT 1 AS one;', () => {})).dialogue.join('')).toMatch(/^one\n-+\n +1\n$/);
    });

    test('stops its clock while it waits', async () => {
      const late = (event: RunEvent, send: (text: string) => void) => {
        if (event.type === 'waiting') setTimeout(() => send('a\n'), 4000);
      };
      const { outcome } = await talk('python', 'input()\nprint("on")', late, { limits: { timeMs: 1000 } });
      expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
      expect(outcome.usage.wallMs).toBeLessThan(3000); // the longest with this limit
    });

    test('counts the time of computations before and after a question', async () => {
      const code = 'import time\nend = time.time() + 1\nwhile time.time() < end: pass\ninput()\nwhile True: pass';
      const { outcome } = await talk('python', code, answers('a\n'), { limits: { timeMs: 1500 } });
      expect(outcome).toMatchObject({ kind: 'killed', by: expect.stringMatching(/^(time|starved)$/) });
      expect(ownMs(outcome.usage)).toBeLessThan(2250);
    });

    test.each(known.map(({ id }) => id).filter((id) => busy[id]))(
      '%s is reported as waiting when it reads stdin, and not when it sleeps, computes or waits for something else',
      async (id) => {
        const { dialogue, outcome } = await talk(id, busy[id]!, (event, send) => {
          if (event.type === 'waiting') send('Ada\n', true);
        });
        const others = kind === 'docker' ? 'read a pipe|had a child|' : '';
        const joined = dialogue.join('').replaceAll('\n', '|');
        expect(joined).toBe(`slept|computed|${others}waiting 1< Ada|then Ada|`);
        expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
      },
    );

    test('ends a program that nobody answers', async () => {
      const started = performance.now();
      const { dialogue, outcome } = await talk('python', 'print("?")\ninput()', () => {}, { limits: { idleMs: 2000 } });
      expect(dialogue.join('')).toBe('?\nwaiting 1');
      expect(outcome).toMatchObject({ kind: 'killed', by: 'idle' });
      expect(performance.now() - started).toBeLessThan(60_000);
    });

    test('takes input that the program never reads', async () => {
      const { outcome } = await talk('python', 'import os\nos.close(0)\nprint("closed", flush=True)', (event, send) => {
        if (event.type === 'output') send('x'.repeat(1_000_000));
      });
      expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    });

    test('carries 1 MiB that is sent while it runs, with whole characters and NUL bytes', async () => {
      const text = `${'é\0x'.repeat(200_000)}\n`;
      const { dialogue } = await talk('python', 'import sys\nprint(len(sys.stdin.read()))', (event, send) => {
        if (event.type === 'waiting' && event.n === 1) send(text);
        if (event.type === 'waiting' && event.n === 2) send('', true);
      });
      expect(dialogue.filter((part) => !/^(<|waiting)/.test(part)).join('')).toContain('600001\n');
      expect(dialogue.join('')).toContain(text.slice(0, 1000));
    });

    test('can be cancelled while it waits', async () => {
      const stop = new AbortController();
      const run = (async () => {
        const program = { ...programFor('python', 'input()'), live: lineOf().live };
        for await (const event of sandbox.run(program, stop.signal)) if (event.type === 'waiting') stop.abort();
      })();
      await expect(run).rejects.toThrow();
    });
  });
}

/** A channel: the receiver gets everything that is sent. */
function lineOf() {
  const sent: Message[] = [];
  let wake = () => {};
  return {
    live: live(),
    send(text: string, end = false) {
      sent.push({ text, end });
      wake();
    },
  };

  async function* live(): AsyncGenerator<Message, void, void> {
    for (;;) {
      const message = sent.shift();
      if (message) yield message;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
}
