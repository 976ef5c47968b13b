/**
 * Lets plain node run the TypeScript of this repository's tools: `import './typescript-loader.mjs'`, then `import()` a `.ts`
 * file; or `node --import`. Types are stripped file by file and not checked. Packages are loaded as users get them, from
 * `dist`, or with SQLEXEC_SOURCES=1 from their sources.
 */
import { register } from 'node:module'

register('./typescript-hooks.mjs', import.meta.url)
