import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { compareTable } from './compare.ts'
import { schemas } from './schema.ts'

/**
 * Compares the generator with files of the official one.
 * Usage: node bench/tpch/check.mjs DIRECTORY [SCALE]
 */
export async function main(args: readonly string[]): Promise<number> {
  const [directory, scaleText = '0.01'] = args
  if (!directory) {
    console.error('usage: check DIRECTORY [SCALE]')
    return 2
  }
  let wrong = 0
  for (const schema of schemas) {
    const plain = join(directory, `${schema.name}.tbl`)
    const started = performance.now()
    const path = existsSync(plain) ? plain : `${plain}.gz`
    const { bytes, firstDifference } = await compareTable(schema, Number(scaleText), path)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const verdict = firstDifference < 0 ? 'equal' : `differs from byte ${firstDifference} on`
    console.log(
      `${schema.name.padEnd(10)} ${String(bytes).padStart(12)} bytes  ${verdict}  ${seconds} s`,
    )
    if (firstDifference >= 0) wrong++
  }
  return wrong === 0 ? 0 : 1
}
