/**
 * Gives the parser random texts for so many minutes (1), from a seed on: `node scripts/parser-fuzz.mjs [minutes] [seed]`. Prints each text
 * that makes it crash, hang, take over 50 ms for a kilobyte, or that prints as something else; exit status 1 where there is one.
 */
import { Worker } from 'node:worker_threads'

const minutes = Number(process.argv[2] ?? 1)
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000)
process.env.SQLEXEC_SOURCES ??= '1'

/** Milliseconds of one text after which it hangs. */
const patience = 30_000

let last = null
let lastAt = Date.now()
let texts = 0
let failures = 0

function report(text, failure) {
  failures++
  console.log(`${failure}\nseed ${last?.seed}: ${JSON.stringify(text).slice(0, 2000)}\n`)
}

const worker = new Worker(new URL('../test/parser-fuzz/worker.mjs', import.meta.url), {
  workerData: { seed },
})
worker.on('message', (message) => {
  lastAt = Date.now()
  if (message.failure !== undefined) report(message.text, message.failure)
  else {
    texts++
    last = message
  }
})
worker.on('error', (error) => report(last?.text, error.stack))

const end = Date.now() + minutes * 60_000
const timer = setInterval(async () => {
  const hangs = Date.now() - lastAt > patience
  if (hangs) report(last?.text, `no answer for ${patience / 1000} s`)
  if (!hangs && Date.now() < end && failures < 20) return
  clearInterval(timer)
  await worker.terminate()
  console.log(`${texts} texts from seed ${seed}, ${failures} failures`)
  process.exit(failures === 0 ? 0 : 1)
}, 200)
