import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { dockerSandbox } from '../../tools/docker-sandbox.ts';
import { programFor } from '../../tools/programs.ts';
import { runProgram, whenReady } from '../../tools/run-in.ts';
import { dockerIsHere, missing } from '../support/left-out.ts';

/** Leaves everything that a process can leave, and prints what it finds. */
const LEAVES = `#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

static int entries(const char *path) {
  DIR *folder = opendir(path);
  int count = 0;
  while (readdir(folder)) count++;
  closedir(folder);
  return count - 2;
}

static void nest(int deep) {
  mkdir("deep", 0700);
  if (chdir("deep") != 0) exit(9);
  for (int n = 0; n < deep; n++)
    if (mkdir("a", 0700) != 0 || chdir("a") != 0) exit(8);
  close(open(".hidden", O_CREAT | O_WRONLY, 0));
  if (chdir("/work") != 0) exit(7);
}

int main(void) {
  int found = (shmget(1, 1, 0600) >= 0) + (semget(2, 1, 0600) >= 0) + (msgget(3, 0600) >= 0) + (shm_open("/left", O_RDWR, 0600) >= 0);
  printf("%d %d %d %d\\n", found, entries("/work"), entries("/tmp"), entries("/dev/shm"));
  fflush(stdout);
  shmget(1, 4096, IPC_CREAT | 0600), semget(2, 1, IPC_CREAT | 0600), msgget(3, IPC_CREAT | 0600);
  shm_open("/left", O_CREAT | O_RDWR, 0600);
  nest(600);
  for (int n = 0; n < 300; n++) {
    char name[64];
    snprintf(name, sizeof name, "/tmp/%d", n);
    close(open(name, O_CREAT | O_WRONLY, 0));
  }
  symlink("/", "/tmp/root"), symlink("..", "up"), mkfifo("fifo", 0);
  chmod("main", 0), chmod("deep", 0), mkdir("locked", 0700), close(open("locked/file", O_CREAT, 0)), chmod("locked", 0);
  if (fork() == 0) {
    setsid();
    for (;;) close(open("again", O_CREAT | O_WRONLY, 0600));
  }
  return 0;
}`;

/** Does the damage that stdin names; prints any other word. */
const HARMFUL = `#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <unistd.h>

int main() {
  std::string what;
  std::cin >> what;
  if (what == "kill") kill(-1, SIGKILL), abort();
  if (what == "fork")
    for (;;) fork();
  if (what == "fill") {
    std::ofstream all("/work/all");
    while (all << std::string(1 << 20, 'x')) continue;
    return 3;
  }
  if (what == "delete") return unlink("main") == 0 ? 4 : 5;
  if (what == "change") {
    unlink("main");
    std::ofstream("main") << "#!/bin/sh\\necho forged\\n";
    return system("chmod 755 main") == 0 ? 6 : 7;
  }
  if (what == "stay" && fork() == 0) {
    setsid();
    sleep(1000);
  }
  if (what == "print")
    for (;;) puts(std::string(1 << 16, 'x').c_str());
  std::cout << what << std::endl;
}`;

const NO_DOCKER = missing(dockerIsHere(), 'several runs in one container', 'Docker is not here');

describe.skipIf(NO_DOCKER).each(['none', 'cell'] as const)('with Docker, where SANDBOX_REUSE is %s', (reuse) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = dockerSandbox({ reuse });
    await whenReady(sandbox);
  }, 600_000);
  afterAll(() => sandbox.close());

  it('a run finds nothing that the earlier run has left', async () => {
    const runs = Array.from({ length: 4 }, () => ({ stdin: '', args: [] }));
    const ran = await runProgram(sandbox, { ...programFor('c', LEAVES), runs });
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toBe('0 2 0 0\n'.repeat(4)); // its source and its executable
    expect(ran.steps.map((step) => step.kind === 'exited' && step.exitCode)).toEqual([0, 0, 0, 0, 0]);
  });

  it('continues in another container after a run has broken its own', async () => {
    const code = `import os, sys\nif input() == "big":\n    data = [b"x" * (1 << 20) for _ in range(10_000)]\nprint("ok", flush=True)`;
    const runs = ['small', 'big', 'small'].map((stdin) => ({ stdin, args: [] }));
    const ran = await runProgram(sandbox, { ...programFor('python', code), runs });
    expect(ran.steps.map((step) => (step.kind === 'killed' ? step.by : (step.refused ?? step.kind)))).toEqual([
      'exited',
      'memory',
      'exited',
    ]);
    expect(ran.stdout).toBe('ok\nok\n');
  });

  it('runs each test undisturbed by the earlier one', async () => {
    const words = ['kill', 'fork', 'fill', 'delete', 'change', 'stay', 'print'].flatMap((word) => [word, 'ok']);
    const runs = words.map((stdin) => ({ stdin, args: [], limits: { timeMs: 3000 } }));
    const { steps, stdout } = await runProgram(sandbox, { ...programFor('cpp', HARMFUL), runs });
    const ended = steps.slice(1).map((step) => (step.kind === 'exited' ? step.exitCode : step.kind));
    expect(ended.filter((_, n) => n % 2 === 1)).toEqual(words.filter((word) => word === 'ok').map(() => 0));
    expect(ended.slice(0, 10).filter((_, n) => n % 2 === 0)).toEqual(['signalled', 'killed', 3, 4, 6]);
    expect(ended[12]).toBe('killed');
    expect(stdout.match(/ok\n/g)).toHaveLength(7);
    expect(stdout).not.toContain('forged');
  });

  it('measures each run separately', async () => {
    const code = 'data = bytearray(int(input()) << 20)\nsum(range(len(data) // 8))';
    const runs = ['100', '1'].map((stdin) => ({ stdin, args: [] }));
    const [large, small] = (await runProgram(sandbox, { ...programFor('python', code), runs })).steps;
    expect(large!.usage.memoryPeakBytes).toBeGreaterThan(100 << 20);
    expect(small!.usage.memoryPeakBytes).toBeLessThan(50 << 20);
    expect(small!.usage.cpuMs).toBeLessThan(large!.usage.cpuMs!);
  });
});
