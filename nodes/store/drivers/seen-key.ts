/** An endpoint and an id in 16 characters, a byte each: short in memory, and sorted as SQLite sorts the bytes. */
export type Key = string

export function keyIn(bytes: Uint8Array): Key {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
}

export function bytesOf(key: Key): Buffer {
  return Buffer.from(key, "latin1")
}
