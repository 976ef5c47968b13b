/**
 * Prints how much of `@sqlexec/parquet` a browser loads: all of it, and what reading alone takes, minified and
 * compressed. Bundles the built package (`npm run build`) as package.json says to bundlers.
 */
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

const entries = {
  'all of it': `export * from '@sqlexec/parquet'`,
  'reading over HTTP': `export { httpSource, readTable, rowsOf } from '@sqlexec/parquet'`,
}

for (const [what, entry] of Object.entries(entries)) {
  const virtual = {
    name: 'entry',
    resolveId: (id) => (id === 'entry' ? id : undefined),
    load: (id) => (id === 'entry' ? entry : undefined),
  }
  const build = await rolldown({ input: 'entry', platform: 'browser', plugins: [virtual] })
  const { output } = await build.generate({ format: 'esm', minify: true })
  await build.close()
  const { code } = output[0]
  if (/from\s*["']node:/.test(code)) throw new Error('the bundle imports modules of Node')
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`
  const packed = gzipSync(code, { level: 9 }).length
  console.log(`${what}: ${kilobytes(code.length)} minified, ${kilobytes(packed)} with gzip`)
}
