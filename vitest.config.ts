import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    // Tests run on the sources, so that no build is needed and stack traces name real lines.
    alias: {
      '@sqlexec/parquet': source('./packages/parquet/src/index.ts'),
      sqlexec: source('./packages/sqlexec/src/index.ts'),
    },
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
  },
})
