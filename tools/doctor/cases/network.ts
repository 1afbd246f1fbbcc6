import { unlessLacking, type Cases } from './case.ts';

const ADDRESSES = [
  ['1.1.1.1', 443],
  ['8.8.8.8', 53],
  ['172.17.0.1', 80],
  ['172.17.0.1', 2375],
  ['169.254.169.254', 80],
  ['192.168.0.1', 80],
  ['10.0.0.1', 80],
  ['127.0.0.1', 80],
  ['127.0.0.1', 8080],
  ['127.0.0.1', 6379],
  ['127.0.0.1', 5432],
  ['127.0.0.11', 53],
] as const;

/** Programs that try to reach the network. */
export const network: Cases = (at) => [
  {
    does: 'connects to the internet, the gateway, the host, the metadata address, and the servers of the engine',
    language: 'python',
    code: `import socket
for address in ${JSON.stringify(ADDRESSES.map(([host, port]) => [host, port]))}:
    try: socket.create_connection(tuple(address), 0.2); print("connected to", address)
    except OSError: pass
print("end")`,
    see: unlessLacking(at, { ends: 'completed', stdout: 'end\n' }),
  },
  {
    does: 'connects to the metadata address',
    language: 'c',
    code: `#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
int main(void) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80)};
  inet_pton(AF_INET, "169.254.169.254", &to.sin_addr);
  int s = socket(AF_INET, SOCK_STREAM, 0);
  puts(connect(s, (struct sockaddr *)&to, sizeof to) == 0 ? "connected" : "refused");
}`,
    see: unlessLacking(at, { ends: 'completed', stdout: 'refused\n' }),
  },
  {
    does: 'resolves names of the internet, the stack and the host',
    language: 'python',
    code: `import socket
for name in ("example.com", "redis", "postgres", "api", "worker", "gateway", "host.docker.internal", "metadata.google.internal"):
    try: print(name, socket.gethostbyname(name))
    except OSError: pass
print("end")`,
    see: unlessLacking(at, { ends: 'completed', stdout: 'end\n' }),
  },
  {
    does: 'sends datagrams: to a name server, as broadcast, over IPv6',
    language: 'python',
    code: `import socket
for family, to in ((socket.AF_INET, ("8.8.8.8", 53)), (socket.AF_INET, ("255.255.255.255", 9)), (socket.AF_INET6, ("2001:4860:4860::8888", 53)), (socket.AF_INET6, ("ff02::1", 9))):
    try:
        s = socket.socket(family, socket.SOCK_DGRAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        s.sendto(b"x", to)
        print("sent to", to)
    except OSError: pass
print("end")`,
    see: { ends: 'completed', stdout: 'end\n' },
  },
  {
    does: 'searches for a route, a neighbour, and sockets of the host',
    language: 'python',
    code: 'import socket\nfor name in ("route", "arp", "unix", "tcp"): print(name, len(open(f"/proc/net/{name}").readlines()) - 1)',
    see: at.wasm
      ? { ends: 'exit 1', stderr: /FileNotFoundError/ }
      : { ends: 'completed', stdout: 'route 0\narp 0\nunix 0\ntcp 0\n' },
  },
  {
    does: 'listens and connects to itself, which is allowed',
    language: 'python',
    code: `import socket
server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname(), 1)
server.accept()[0].sendall(b"hello")
print(client.recv(9).decode())`,
    see: unlessLacking(at, { ends: 'completed', stdout: 'hello\n' }),
  },
  {
    does: 'fetches a page',
    language: 'python',
    code: 'import urllib.request\nurllib.request.urlopen("http://1.1.1.1/", timeout=1)',
    see: unlessLacking(at, { ends: 'exit 1', stderr: /URLError/ }),
  },
];
