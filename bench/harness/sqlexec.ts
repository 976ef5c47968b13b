import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const entry = new URL('../../packages/sqlexec/dist/bundle.js', import.meta.url)

/** The part of the public surface that the benchmarks use. */
export interface Database {
  exec(sql: string): Promise<unknown>
  query(sql: string, parameters: unknown[], options: { rowMode: 'array' }): Promise<unknown[][]>
  prepare(sql: string): Promise<Statement>
  connect(): { run(sql: string, parameters: unknown[]): Promise<unknown> }
  close(): Promise<void>
}

export interface Statement {
  run(parameters: unknown[]): Promise<unknown>
  get(parameters: unknown[]): Promise<unknown>
  all(parameters: unknown[]): Promise<unknown[]>
}

/** Opens a database with the built engine, as users have it. */
export async function openSqlExec(path: string, options: object = {}): Promise<Database> {
  if (!existsSync(entry)) throw new Error(`build first: ${fileURLToPath(entry)} is missing`)
  const { open } = await import(entry.href)
  return open(path, options)
}
