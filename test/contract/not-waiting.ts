/**
 * Programs that sleep, compute, read their own pipe and wait for a child, each for about half a second, and print a
 * word after each. Only then do they read stdin. A sandbox must not report that they wait before the last word.
 */
export const BUSY: Readonly<Record<string, string>> = {
  python: `import os, subprocess, threading, time
time.sleep(0.5)
print("slept")
end = time.process_time() + 0.3
while time.process_time() < end: pass
print("computed")
reader, writer = os.pipe()
threading.Timer(0.5, lambda: os.write(writer, b"x")).start()
os.read(reader, 1)
print("read a pipe")
subprocess.run(["sleep", "0.5"])
print("had a child")
print("then", input())`,
  c: `#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
static int ends[2];
static void *later(void *unused) {
  usleep(500000);
  return write(ends[1], "x", 1) < 0 ? unused : 0;
}
int main(void) {
  char text[99];
  usleep(500000);
  puts("slept");
  for (clock_t end = clock() + 300000; clock() < end;);
  puts("computed");
  pthread_t thread;
  if (pipe(ends) || pthread_create(&thread, 0, later, 0)) return 1;
  if (read(ends[0], text, 1) != 1) return 1;
  puts("read a pipe");
  if (system("sleep 0.5")) return 1;
  puts("had a child");
  if (scanf("%98s", text) == 1) printf("then %s\\n", text);
}`,
  cpp: `#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>
#include <thread>
#include <unistd.h>
int main() {
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  std::cout << "slept\\n";
  for (auto end = std::clock() + 300000; std::clock() < end;);
  std::cout << "computed\\n";
  int ends[2];
  if (pipe(ends)) return 1;
  std::thread later([&] { usleep(500000); if (write(ends[1], "x", 1) < 0) std::abort(); });
  char one;
  if (read(ends[0], &one, 1) != 1) return 1;
  later.join();
  std::cout << "read a pipe\\n";
  if (std::system("sleep 0.5")) return 1;
  std::cout << "had a child\\n";
  std::string text;
  std::cin >> text;
  std::cout << "then " << text << "\\n";
}`,
  javascript: `const { spawn } = require('child_process');
const { createInterface } = require('readline');
const once = (from, event) => new Promise((resolve) => from.once(event, resolve));
(async () => {
  await new Promise((resolve) => setTimeout(resolve, 500));
  console.log('slept');
  for (const end = process.cpuUsage().user + 300_000; process.cpuUsage().user < end; );
  console.log('computed');
  await once(spawn('sh', ['-c', 'sleep 0.5; echo x'], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout, 'data');
  console.log('read a pipe');
  await once(spawn('sleep', ['0.5'], { stdio: 'ignore' }), 'exit');
  console.log('had a child');
  const lines = createInterface({ input: process.stdin });
  console.log('then', await once(lines, 'line'));
  lines.close();
})();`,
  typescript: `import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
await new Promise((resolve) => setTimeout(resolve, 500));
console.log('slept');
for (const end: number = process.cpuUsage().user + 300_000; process.cpuUsage().user < end; );
console.log('computed');
spawnSync('sh', ['-c', 'sleep 0.5; echo x'], { stdio: ['ignore', 'pipe', 'inherit'] });
console.log('read a pipe');
spawnSync('sleep', ['0.5'], { stdio: 'ignore' });
console.log('had a child');
for await (const line of process.stdin) {
  console.log('then', String(line).trim());
  break;
}
process.exit();`,
  go: `package main

import (
	"fmt"
	"os"
	"os/exec"
	"time"
)

func main() {
	time.Sleep(500 * time.Millisecond)
	fmt.Println("slept")
	for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end); {
	}
	fmt.Println("computed")
	reader, writer, _ := os.Pipe()
	go func() {
		time.Sleep(500 * time.Millisecond)
		writer.Write([]byte("x"))
	}()
	reader.Read(make([]byte, 1))
	fmt.Println("read a pipe")
	exec.Command("sleep", "0.5").Run()
	fmt.Println("had a child")
	var text string
	fmt.Scan(&text)
	fmt.Println("then", text)
}`,
  rust: `use std::io::{stdin, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    std::thread::sleep(Duration::from_millis(500));
    println!("slept");
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(300) {}
    println!("computed");
    let mut child = Command::new("sh").args(["-c", "sleep 0.5; echo x"]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdout.take().unwrap().read(&mut [0; 1]).unwrap();
    child.wait().unwrap();
    println!("read a pipe");
    Command::new("sleep").arg("0.5").status().unwrap();
    println!("had a child");
    let mut line = String::new();
    stdin().read_line(&mut line).unwrap();
    println!("then {}", line.trim());
}`,
  java: `import java.util.Scanner;

public class Main {
  public static void main(String[] args) throws Exception {
    Thread.sleep(500);
    System.out.println("slept");
    for (long end = System.nanoTime() + 300_000_000; System.nanoTime() < end; );
    System.out.println("computed");
    new ProcessBuilder("sh", "-c", "sleep 0.5; echo x").start().getInputStream().read();
    System.out.println("read a pipe");
    new ProcessBuilder("sleep", "0.5").start().waitFor();
    System.out.println("had a child");
    System.out.println("then " + new Scanner(System.in).nextLine());
  }
}`,
  bash: `sleep 0.5 < /dev/null
echo slept
for ((n = 0; n < 200000; n++)); do :; done
echo computed
(sleep 0.5; echo x) < /dev/null | read -r text
echo read a pipe
sleep 0.5
echo had a child
read -r text
echo "then $text"`,
  ruby: `sleep 0.5
puts "slept"
nil while Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) < 0.5
puts "computed"
reader, writer = IO.pipe
Thread.new { sleep 0.5; writer.write "x" }
reader.read(1)
puts "read a pipe"
system "sleep", "0.5"
puts "had a child"
puts "then #{gets.chomp}"`,
  perl: `select undef, undef, undef, 0.5;
print "slept\\n";
1 while times < 0.4;
print "computed\\n";
pipe my $reader, my $writer;
if (!fork) { select undef, undef, undef, 0.5; syswrite $writer, "x"; require POSIX; POSIX::_exit(0) }
sysread $reader, my $text, 1;
wait;
print "read a pipe\\n";
system "sleep", "0.5";
print "had a child\\n";
chomp($text = <STDIN>);
print "then $text\\n";`,
  php: `<?php
usleep(500000);
echo "slept\\n";
for ($end = hrtime(true) + 300_000_000; hrtime(true) < $end; );
echo "computed\\n";
$child = popen('sleep 0.5; echo x', 'r');
fgets($child);
pclose($child);
echo "read a pipe\\n";
exec('sleep 0.5');
echo "had a child\\n";
echo 'then ' . fgets(STDIN);`,
};

/** The same programs for sandboxes without pipes and child processes. */
export const BUSY_ALONE: Readonly<Record<string, string>> = {
  python: `import time
time.sleep(0.5)
print("slept")
end = time.process_time() + 0.3
while time.process_time() < end: pass
print("computed")
print("then", input())`,
  c: `#include <stdio.h>
#include <time.h>
#include <unistd.h>
int main(void) {
  char text[99];
  usleep(500000);
  puts("slept");
  for (clock_t end = clock() + CLOCKS_PER_SEC / 3; clock() < end;);
  puts("computed");
  if (scanf("%98s", text) == 1) printf("then %s\\n", text);
}`,
  cpp: `#include <chrono>
#include <iostream>
#include <string>
#include <unistd.h>
using std::chrono::steady_clock;
int main() {
  usleep(500000);
  std::cout << "slept\\n";
  for (auto end = steady_clock::now() + std::chrono::milliseconds(300); steady_clock::now() < end;);
  std::cout << "computed\\n";
  std::string text;
  std::cin >> text;
  std::cout << "then " << text << "\\n";
}`,
  javascript: `setTimeout(() => {
  console.log('slept');
  for (const end = Date.now() + 300; Date.now() < end; );
  console.log('computed');
  console.log('then', require('fs').readFileSync(0, 'utf8').trim());
}, 500);`,
};
