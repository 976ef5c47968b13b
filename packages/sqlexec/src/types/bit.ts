/** The bytes of a BIT(width), as many as hold its bits. */
export function bitBytes(value: number | bigint, width: number): Uint8Array {
  const bytes = new Uint8Array((width + 7) >> 3)
  let rest = BigInt(value)
  for (let i = bytes.length - 1; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn)
  return bytes
}
