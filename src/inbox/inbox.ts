/** A message to a running program: text for its stdin, which ends after the text where `end` says so. */
export interface Message {
  readonly text: string;
  readonly end: boolean;
}

/**
 * What became of a message. `taken`: it is in the inbox, now or since an earlier try. Refused: `gap`, its number is not
 * the next one; `ended`, stdin has ended already; `full`, the inbox would hold too many bytes; `closed`, the program
 * has ended.
 */
export interface Sent {
  readonly state: 'taken' | 'gap' | 'ended' | 'full' | 'closed';
  /** The number that the next message has. */
  readonly next: number;
}

/**
 * Carries messages to running interactive programs: in order and once each, whichever process sends or receives them.
 */
export interface Inbox {
  /**
   * Opens an inbox, to which messages can be sent. False when `most` others are open; true again for one that is open
   * already.
   */
  open(id: string, most: number): Promise<boolean>;
  /**
   * Sends a message; the first one has the number 1. A message whose number was taken before is ignored, so that
   * sending again is safe.
   */
  send(id: string, n: number, message: Message): Promise<Sent>;
  /** All messages from the first on, then each as it comes, until the signal. */
  receive(id: string, signal: AbortSignal): AsyncIterable<Message>;
  /** The program has ended: removes its messages. No more can be sent. */
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}
