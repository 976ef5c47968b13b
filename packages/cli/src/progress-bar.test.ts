import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { ProgressBar, progressText } from './progress-bar.ts'

test.each([
  [
    { rows: 1234567, bytes: 50, totalBytes: 100 },
    `[${'#'.repeat(15)}${'.'.repeat(15)}]  50%  1,234,567 rows`,
  ],
  [{ rows: 9, bytes: 100, totalBytes: 100 }, `[${'#'.repeat(30)}] 100%  9 rows`],
  [{ rows: 9, bytes: 4096, totalBytes: null }, '9 rows'],
])('%j', (progress, text) => {
  expect(progressText(progress)).toBe(text)
})

test('what is over at once shows nothing', () => {
  const stream = new PassThrough()
  const bar = new ProgressBar(stream)
  bar.show({ rows: 1, bytes: 1, totalBytes: 1 })
  bar.clear()
  expect(stream.read()).toBeNull()
})
