/** Gives the parser texts of one seed after the other, telling each text before it is tried. */
import { parentPort, workerData } from 'node:worker_threads'
import fc from 'fast-check'
import '../../scripts/typescript-loader.mjs'

const { anyText } = await import('../../packages/sqlexec/src/sql/parser/parser.fuzz.ts')
const { parserFailure } = await import('./attempt.ts')

for (let seed = workerData.seed; ; seed++) {
  for (const text of fc.sample(anyText, { seed, numRuns: 500 })) {
    parentPort.postMessage({ seed, text })
    const failure = parserFailure(text)
    if (failure !== null) parentPort.postMessage({ seed, text, failure })
  }
}
