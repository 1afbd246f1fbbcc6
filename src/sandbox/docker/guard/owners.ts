/** The most containers that one worker has at a time: 256 lanes and 128 warm ones (environment.ts), and some that are being removed. */
const MOST = 512;

/** Which container belongs to which worker, by the address that asked for the container. */
export interface Owners {
  add(id: string, address: string): void;
  of(id: string): string | undefined;
  /** Whether an address has as many containers as it may. Removed containers count until `forget`. */
  hasAll(address: string): boolean;
  ids(): readonly string[];
  forget(ids: readonly string[]): void;
}

export function createOwners(most = MOST): Owners {
  const owners = new Map<string, string>();
  return {
    add: (id, address) => void owners.set(id, address),
    of: (id) => owners.get(id),
    hasAll: (address) => [...owners.values()].filter((owner) => owner === address).length >= most,
    ids: () => [...owners.keys()],
    forget: (ids) => ids.forEach((id) => owners.delete(id)),
  };
}
