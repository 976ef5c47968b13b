/** Writes the tables of docs/compatibility.md from what the engine answers. */
import { readFileSync, writeFileSync } from 'node:fs'

process.env.SQLEXEC_SOURCES ??= '1'
await import('./typescript-loader.mjs')

const { compatibilityPage } = await import('../test/compatibility/page.ts')
const page = new URL('../docs/compatibility.md', import.meta.url)
writeFileSync(page, await compatibilityPage(readFileSync(page, 'utf8')))
