import type { TaskResult } from './measure.ts'

/** A table of medians, fastest rounds and ratios. The ratio is how many times our median the contender takes. */
export function formatResult({ task, timings, notes }: TaskResult): string {
  const base = timings[0]?.median
  const rows = timings.map(({ contender, median, minimum }) => [
    contender,
    formatSeconds(median),
    formatSeconds(minimum),
    `${(median / base).toFixed(2)}×`,
  ])
  const table = [['', 'median', 'fastest', `to ${timings[0]?.contender}`], ...rows]
  const widths = table[0].map((_, c) => Math.max(...table.map((row) => row[c].length)))
  const lines = table.map((row) =>
    row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  '),
  )
  const facts = Object.entries(notes).map(([name, value]) => `${name}: ${value}`)
  return [task, ...[...lines, ...facts].map((line) => `  ${line}`)].join('\n')
}

/** A duration with three significant digits, in the unit that suits it. */
export function formatSeconds(seconds: number): string {
  if (seconds >= 1) return `${seconds.toPrecision(3)} s`
  if (seconds >= 1e-3) return `${(seconds * 1e3).toPrecision(3)} ms`
  if (seconds >= 1e-6) return `${(seconds * 1e6).toPrecision(3)} µs`
  return `${(seconds * 1e9).toPrecision(3)} ns`
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toPrecision(3)} GB`
  if (bytes >= 1e6) return `${(bytes / 1e6).toPrecision(3)} MB`
  return `${(bytes / 1e3).toPrecision(3)} kB`
}
