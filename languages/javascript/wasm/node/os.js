// What the machine is.
module.exports = {
  EOL: '\n',
  platform: () => 'linux',
  type: () => 'Linux',
  arch: () => 'wasm32',
  release: () => '',
  hostname: () => 'sandbox',
  homedir: () => '/work',
  tmpdir: () => '/tmp',
  cpus: () => [{ model: 'WebAssembly', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
  availableParallelism: () => 1,
  totalmem: () => 0,
  freemem: () => 0,
  uptime: () => 0,
  userInfo: () => ({ uid: 60000, gid: 60000, username: 'runner', homedir: '/work', shell: '/bin/sh' }),
};
