/**
 * Compares answers to random queries with other engines, and with themselves: `node scripts/sql-fuzz.mjs --help` tells
 * how. Runs the built engine, or with SQLEXEC_SOURCES=1 its sources.
 */
import './typescript-loader.mjs'

const { main } = await import('../test/sql-fuzz/cli.ts')
process.exitCode = await main(process.argv.slice(2))
