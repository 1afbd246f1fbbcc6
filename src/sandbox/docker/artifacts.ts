import { isArtifactName, type Artifacts } from '../../domain/artifacts.ts';
import { MOST } from '../../domain/limits.ts';
import type { GuestContainer } from './container.ts';
import { artifactsFrame } from './frames.ts';

/** The time to read 4 MiB out of memory, which takes milliseconds. */
const READ_MS = 10_000;
const NONE: Artifacts = { files: [], leftOut: 0 };

/** Asks the agent for the files that a run has left. There are none when the container is gone. */
export async function readArtifacts(container: GuestContainer): Promise<Artifacts> {
  const pieces = new Map<string, Buffer[]>();
  const late = setTimeout(() => void container.dispose(), READ_MS);
  try {
    container.send(artifactsFrame());
    for await (const { type, payload } of container.frames()) {
      if (type === 'z') return chosen(pieces, payload.readUInt32LE(0));
      if (type !== 'a') continue;
      const end = payload.indexOf(0);
      const name = payload.toString('utf8', 0, end);
      pieces.set(name, [...(pieces.get(name) ?? []), payload.subarray(end + 1)]);
    }
    return NONE;
  } finally {
    clearTimeout(late);
  }
}

/** Keeps the bounds again, which the agent has kept: nothing depends on the agent's honesty. */
function chosen(pieces: ReadonlyMap<string, readonly Buffer[]>, leftOut: number): Artifacts {
  const all = [...pieces].map(([name, parts]) => ({ name, bytes: Buffer.concat(parts) }));
  let together = 0;
  const files = all
    .filter(({ name, bytes }) => isArtifactName(name) && bytes.length <= MOST.artifactBytes)
    .filter(({ bytes }) => (together += bytes.length) <= MOST.artifactsBytes)
    .slice(0, MOST.artifacts);
  return {
    files: files.map(({ name, bytes }) => ({ name, content: bytes.toString('base64') })),
    leftOut: leftOut + all.length - files.length,
  };
}
