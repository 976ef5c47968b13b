import type { Progress } from 'sqlexec'
import type { ShellStreams } from './streams.ts'

const width = 30
/** A person sees nothing change faster. */
const leastMilliseconds = 100

/** Tells how far an import or an export has come, on one line that changes; gone when it is over. */
export class ProgressBar {
  readonly #stream: ShellStreams['stderr']
  #shownAt = performance.now()
  #isShown = false

  constructor(stream: ShellStreams['stderr']) {
    this.#stream = stream
  }

  readonly show = (progress: Progress): void => {
    const now = performance.now()
    if (now - this.#shownAt < leastMilliseconds) return
    this.#shownAt = now
    this.#isShown = true
    this.#stream.write(`\r\x1b[K${progressText(progress)}`)
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isShown) this.#stream.write('\r\x1b[K')
    this.#isShown = false
  }
}

export function progressText({ rows, bytes, totalBytes }: Progress): string {
  const counts = `${rows.toLocaleString('en')} rows`
  if (totalBytes === null || bytes === 0) return counts
  const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes)
  const full = Math.round(share * width)
  const percent = String(Math.floor(share * 100)).padStart(3)
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${percent}%  ${counts}`
}
