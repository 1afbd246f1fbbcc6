/**
 * The entry: it runs on any Node, and says when Node is too old for the rest. What it imports is loaded afterwards, so
 * nothing is imported above.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `CodeEngine needs Node 20.19, 22.12, 24 or newer, and this is Node ${process.versions.node}. Install one from https://nodejs.org\n`,
  );
  process.exitCode = 1;
} else {
  // From Node 25 on, merely looking at it makes Node print a warning about a file that nobody needs here.
  Reflect.deleteProperty(globalThis, 'localStorage');
  void import('./start.ts').then(({ run }) => run());
}
