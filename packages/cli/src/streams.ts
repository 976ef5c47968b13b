import type { Readable, Writable } from 'node:stream'

/** What the shell reads and writes; `process` is one. */
export interface ShellStreams {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean }
  readonly stderr: Writable & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}
