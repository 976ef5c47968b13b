import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Failure, FuzzOptions, FuzzReport } from './fuzz-loop.ts'

const child = fileURLToPath(new URL('child.mjs', import.meta.url))
const loader = new URL('../../scripts/typescript-loader.mjs', import.meta.url).href
/** A file that takes this long hangs its reader. */
const hangSeconds = 60

/** Runs the fuzz loop in a process of its own, so that hanging, crashing and exhausting memory are failures too. */
export function runFuzz(options: Omit<FuzzOptions, 'begin'>): Promise<FuzzReport> {
  const progress = join(options.keep, 'progress')
  const current = () => {
    try {
      return readFileSync(progress, 'utf8').trim()
    } catch {
      return 'starting'
    }
  }
  const process_ = spawn(
    process.execPath,
    ['--import', loader, child, JSON.stringify({ ...options, progress })],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  process_.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  let last = ''
  let hangs: string | undefined
  const watch = setInterval(() => {
    const now = current()
    if (now === last) {
      hangs = now
      process_.kill('SIGKILL')
    }
    last = now
  }, hangSeconds * 1000)
  return new Promise((resolve, reject) => {
    process_.on('error', reject)
    process_.on('close', (status, signal) => {
      clearInterval(watch)
      if (status === 0) resolve(JSON.parse(output))
      else resolve({ cases: 0, failures: [failureOf(current(), hangs, status, signal)] })
    })
  })
}

function failureOf(
  name: string,
  hangs: string | undefined,
  status: number | null,
  signal: string | null,
): Failure {
  if (hangs !== undefined) return { name: hangs, reason: `no end after ${hangSeconds} seconds` }
  return { name, reason: `the process ended with ${signal ?? `status ${status}`}` }
}
