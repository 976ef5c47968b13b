import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runFuzz } from './run-fuzz.ts'

test('damaged files end in an answer or a ParquetError', async () => {
  const keep = await mkdtemp(join(tmpdir(), 'parquet-fuzz-'))
  const { cases, failures } = await runFuzz({ seed: 7, cases: 1000, seconds: 1e6, keep })
  expect(failures).toEqual([])
  expect(cases).toBe(1000)
  await rm(keep, { recursive: true })
}, 300_000)
