/**
 * The kind of the token that the last scan function found: its second result, without an allocation per token.
 * The first result is the offset behind the token.
 */
export const scanned = { kind: 0 }
