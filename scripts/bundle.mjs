/**
 * Makes one file of each library's modules: `dist/bundle.js`, which is what an import of the package loads. Node takes some
 * half a second to resolve and read hundreds of small modules, and a tenth of that for one file.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

for (const name of ['parquet', 'sqlexec']) {
  const dist = fileURLToPath(new URL(`../packages/${name}/dist`, import.meta.url))
  await build({
    input: `${dist}/index.js`,
    platform: 'node',
    // Other packages stay packages, so that a program has each of them once.
    external: /^[^./]/,
    output: { file: `${dist}/bundle.js`, format: 'esm' },
    logLevel: 'warn',
  })
}
