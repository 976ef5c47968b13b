import { open } from 'sqlexec'
import { Lane, lanes, schema } from './model.ts'
import { Random } from './random.ts'

/**
 * The process that gets killed: `DIRECTORY SEED FLUSH_INTERVAL`. Opens or creates the database, then writes transactions in
 * every lane until it dies. On standard output: `ready`, then `LANE DONE` after each acknowledged commit.
 */
export async function main([directory, seedText, flushInterval]: readonly string[]): Promise<void> {
  const seed = Number(seedText)
  const db = await open(directory, { flushInterval, durability: 'commit' })
  const rows = await db.query('SELECT lane, done FROM progress', [], { rowMode: 'array' })
  const done = new Map(
    Array.from(rows, (row) => row as unknown[]).map(([l, n]) => [Number(l), Number(n)]),
  )
  process.stdout.write('ready\n')

  const work = async (lane: number) => {
    const state = new Lane(seed, lane).replay(done.get(lane) ?? 0)
    for (;;) {
      await mayRollBack(lane, state.done)
      const statements = state.step()
      await db.transaction(async (tx) => {
        for (const statement of statements) await tx.exec(statement)
      })
      process.stdout.write(`${lane} ${state.done}\n`)
    }
  }

  /** Now and then writes rows that must never be seen. */
  const mayRollBack = async (lane: number, number: number) => {
    const random = new Random(seed, lane, number, 7)
    if (!random.chance(0.1)) return
    const abandoned = new Error('abandoned')
    await db
      .transaction(async (tx) => {
        await tx.exec(`DELETE FROM items WHERE lane = ${lane}`)
        await tx.exec(`INSERT INTO links VALUES (${-1 - lane}, ${lane}, 0)`)
        throw abandoned
      })
      .catch((error: unknown) => {
        if (error !== abandoned) throw error
      })
  }

  await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)))
}

/** Makes the database that the first child finds. */
export async function create(directory: string): Promise<void> {
  const db = await open(directory)
  for (const statement of schema) await db.exec(statement)
  await db.close()
}
