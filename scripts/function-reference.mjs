/** Writes docs/functions.md from the functions themselves. */
import { writeFileSync } from 'node:fs'
import './typescript-loader.mjs'

const { referencePage } = await import('../packages/sqlexec/src/functions/reference.ts')
writeFileSync(new URL('../docs/functions.md', import.meta.url), referencePage())
