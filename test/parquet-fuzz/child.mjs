/** Runs the fuzz loop: the options come as JSON in the only argument, the report goes to standard output. */
import { openSync, writeSync } from 'node:fs'
import { fuzz } from './fuzz-loop.ts'

const { progress, ...options } = JSON.parse(process.argv[2])
const file = openSync(progress, 'w')
const line = Buffer.alloc(200)
const report = await fuzz({
  ...options,
  // Written at once, so that it is known what hung or crashed.
  begin(name) {
    line.fill(' ')
    line.write(name)
    writeSync(file, line, 0, line.length, 0)
  },
})
console.log(JSON.stringify(report))
