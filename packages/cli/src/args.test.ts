import { expect, test } from 'vitest'
import { parseArguments, UsageError } from './args.ts'

const defaults = {
  action: 'run',
  directory: './data',
  inputs: [],
  format: 'table',
  readOnly: false,
  dataSources: null,
}

test.each([
  [[], {}],
  [['shop'], { directory: 'shop' }],
  [['--', '-shop'], { directory: '-shop' }],
  [['--read-only', 'shop'], { directory: 'shop', readOnly: true }],
  [['--format', 'json'], { format: 'json' }],
  [['--format=CSV'], { format: 'csv' }],
  [['--datasources', 'ds.json'], { dataSources: 'ds.json' }],
  [['-h'], { action: 'help' }],
  [['--version'], { action: 'version' }],
  [
    ['-c', 'SELECT 1', 'shop', '-f', 'a.sql', '--command=-- nothing'],
    {
      directory: 'shop',
      inputs: [
        { kind: 'sql', text: 'SELECT 1' },
        { kind: 'file', path: 'a.sql' },
        { kind: 'sql', text: '-- nothing' },
      ],
    },
  ],
])('%j', (args, expected) => {
  expect(parseArguments(args)).toEqual({ ...defaults, ...expected })
})

test.each([
  [['--colour']],
  [['-x']],
  [['a', 'b']],
  [['-c']],
  [['--format']],
  [['--format', 'xml']],
  [['--read-only=yes']],
  [['shop', '--datasources', 'ds.json']],
])('%j makes no sense', (args) => {
  expect(() => parseArguments(args)).toThrow(UsageError)
})
