# {"want": ["completed"], "stdin": "one\ntwo\n", "stdout_is": "ONE\nTWO\nend\n", "wasm": null, "about": "stdin read by asyncio, which waits for its events"}
import asyncio, sys

async def main():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        print(line.decode().upper(), end="")
    print("end")

asyncio.run(main())
