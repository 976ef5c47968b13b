import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runKillRounds } from './rounds.ts'

it('loses no acknowledged commit and keeps no half of one when the process is killed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sqlexec-kill-'))
  try {
    const { commits } = await runKillRounds({ directory, rounds: 5, seed: 20260, sources: true })
    expect(commits).toBeGreaterThan(0)
  } finally {
    await rm(directory, { recursive: true })
  }
}, 300_000)
