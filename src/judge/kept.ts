/** The beginning of a text that comes in pieces. */
export interface Kept {
  push(text: string): void;
  text(): string;
  /** Whether the text was longer. */
  isTruncated(): boolean;
}

/** Keeps at most `most` bytes of UTF-8, in whole characters. */
export function createKept(most: number): Kept {
  let text = '';
  let room = most;
  let isTruncated = false;
  return {
    push(piece) {
      if (isTruncated) return;
      const bytes = Buffer.byteLength(piece);
      isTruncated = bytes > room;
      text += isTruncated ? beginning(piece, room) : piece;
      room -= bytes;
    },
    text: () => text,
    isTruncated: () => isTruncated,
  };
}

/** Cuts no character: leaves out the beginning of one at the end. */
function beginning(text: string, bytes: number): string {
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}
