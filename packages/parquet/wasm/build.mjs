// Compiles index.ts and what it imports to WebAssembly and embeds it in
// src/codec/wasm-binary.ts.
// Run after a change: node packages/parquet/wasm/build.mjs

import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const source = fileURLToPath(new URL('./index.ts', import.meta.url))
const target = fileURLToPath(new URL('../src/codec/wasm-binary.ts', import.meta.url))
const binary = join(tmpdir(), `parquet-${process.pid}.wasm`)

const { error, stderr } = await asc.main([
  source,
  '--outFile',
  binary,
  '-O3',
  '--noAssert',
  '--enable',
  'simd',
  '--runtime',
  'stub',
])
if (error) {
  console.error(stderr.toString())
  throw error
}
const lines = readFileSync(binary)
  .toString('base64')
  .match(/.{1,96}/g)
writeFileSync(
  target,
  `/** wasm/index.ts, compiled by wasm/build.mjs. */
export const wasmBinary =
  ${lines.map((line) => `'${line}'`).join(' +\n  ')}
`,
)
