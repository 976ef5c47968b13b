/*
 * UUID (RFC 9562): 16 bytes, as text 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
 */

/** The text of 16 bytes, in lower case. */
export function formatUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return `${groups.join('-')}-${hex.slice(20)}`
}

const pattern =
  /^\s*\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?\s*$/iu

/** The bytes of a text, with or without dashes and braces; `null` for what is no UUID. */
export function parseUuid(text: string): Uint8Array | null {
  const match = pattern.exec(text)
  return match === null ? null : new Uint8Array(Buffer.from(match.slice(1).join(''), 'hex'))
}
