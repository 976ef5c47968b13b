import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** Tests over third-party corpora, which are not part of the repository (`SQLEXEC_CORPORA` says where they are). */
export default defineConfig({
  ...base,
  test: { ...base.test, include: ['test/corpora/**/*.corpus.ts'], testTimeout: 600_000 },
})
