/** What is sent to a running program: text for its stdin, which ends after it where `end` says so. */
export interface Message {
  readonly text: string;
  readonly end: boolean;
}

/**
 * What became of a message. `taken`: it is in the inbox, now or since an earlier try. Refused: `gap`, its number is not the
 * next; `ended`, stdin has an end already; `full`, the inbox would hold too many bytes; `closed`, nobody listens.
 */
export interface Sent {
  readonly state: 'taken' | 'gap' | 'ended' | 'full' | 'closed';
  /** The number that the next message has. */
  readonly next: number;
}

/** Carries to each running interactive program what is sent to it: in order, once, whichever process sends or receives. */
export interface Inbox {
  /** Lets a submission be sent to. False when `most` others are open; true again for one that is open already. */
  open(id: string, most: number): Promise<boolean>;
  /** Messages count from 1. One with a number that was taken before is ignored, so sending again is safe. */
  send(id: string, n: number, message: Message): Promise<Sent>;
  /** All messages from the first on, then each as it comes, until the signal. */
  receive(id: string, signal: AbortSignal): AsyncIterable<Message>;
  /** The program has ended: what was sent is forgotten, and nothing more can be sent. */
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}
