import { describe, expect, it, test } from 'vitest'
import { HyperLogLog } from './hyper-log-log.ts'

type Add = (sketch: HyperLogLog, i: number) => void

const ways: readonly (readonly [string, Add])[] = [
  ['whole numbers', (sketch, i) => sketch.addNumber(i)],
  ['fractions', (sketch, i) => sketch.addNumber(i / 7)],
  ['bigints', (sketch, i) => sketch.addBigint(2n ** 60n + BigInt(i))],
  ['texts', (sketch, i) => sketch.addText(`key ${i}`)],
  ['bytes', (sketch, i) => sketch.addBytes(Uint8Array.of(i, i >> 8, i >> 16))],
]

describe.each(ways)('%s', (_, add) => {
  test.each([0, 1, 10, 1000])('%i keys are counted exactly', (count) => {
    const sketch = new HyperLogLog()
    for (let round = 0; round < 2; round++) for (let i = 0; i < count; i++) add(sketch, i)
    expect(sketch.estimate()).toBe(count)
  })

  test.each([2000, 20_000, 200_000])('%i keys are counted within four standard errors', (count) => {
    const sketch = new HyperLogLog()
    for (let i = 0; i < count; i++) add(sketch, i)
    expect(Math.abs(sketch.estimate() / count - 1)).toBeLessThan(4 * 0.0081)
  })
})

it('takes −0 for 0, all NaN for one, and small bigints for numbers', () => {
  const sketch = new HyperLogLog()
  sketch.addNumber(0)
  sketch.addNumber(-0)
  sketch.addNumber(Number.NaN)
  sketch.addNumber(-Number.NaN)
  sketch.addNumber(5)
  sketch.addBigint(5n)
  expect(sketch.estimate()).toBe(3)
})
