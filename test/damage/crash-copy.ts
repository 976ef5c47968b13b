import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open } from 'sqlexec'

/** Where the first frame of a log begins (docs/format/wal.md). */
export const firstFrame = 48
const frameHeaderBytes = 32

/** A directory for the files of a test. */
export function workDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'damage-'))
}

/** Runs statements in a new database and copies its directory while it is open, as after the end of its process. */
export async function crashCopy(root: string, script: readonly string[]): Promise<string> {
  const directory = join(root, 'living')
  const copy = join(root, 'shop')
  const database = await open(directory, { flushInterval: 0 })
  for (const statement of script) await database.exec(statement)
  cpSync(directory, copy, { recursive: true })
  await database.close()
  rmSync(directory, { recursive: true })
  rmSync(join(copy, '.lock'), { recursive: true, force: true })
  return copy
}

/** Where the frames of a log begin, and where the last one ends. */
export function framesOf(log: Buffer): { starts: number[]; end: number } {
  const starts: number[] = []
  let at = firstFrame
  while (at + frameHeaderBytes <= log.length && log.readUInt32LE(at + 4) !== 0) {
    starts.push(at)
    at += frameHeaderBytes + Math.ceil(log.readUInt32LE(at) / 8) * 8
  }
  return { starts, end: at }
}

/** Changes one byte of a file; a negative offset counts from its end. */
export function flip(path: string, offset: number, bits = 0x40): void {
  const bytes = readFileSync(path)
  bytes[offset < 0 ? bytes.length + offset : offset] ^= bits
  writeFileSync(path, bytes)
}
