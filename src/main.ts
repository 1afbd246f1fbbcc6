/**
 * The entry. This file runs on any version of Node and reports one that is too old, so it imports the rest only after the
 * check.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `CodeEngine needs Node 20.19, 22.12, 24 or newer, and this is Node ${process.versions.node}. Install one from https://nodejs.org\n`,
  );
  process.exitCode = 1;
} else {
  // From Node 25 on, reading this global prints a warning about a file that the engine does not need.
  Reflect.deleteProperty(globalThis, 'localStorage');
  void import('./start.ts').then(({ run }) => run());
}
