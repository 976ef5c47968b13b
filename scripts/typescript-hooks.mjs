import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const compilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  inlineSourceMap: true,
}

/** With SQLEXEC_SOURCES=1 the packages are loaded from their sources, so that a test needs no build. */
const sources = process.env.SQLEXEC_SOURCES
  ? {
      sqlexec: new URL('../packages/sqlexec/src/index.ts', import.meta.url).href,
      '@sqlexec/parquet': new URL('../packages/parquet/src/index.ts', import.meta.url).href,
    }
  : {}

export async function resolve(specifier, context, nextResolve) {
  if (Object.hasOwn(sources, specifier)) return { url: sources[specifier], shortCircuit: true }
  return nextResolve(specifier, context)
}

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
  const fileName = fileURLToPath(url)
  const text = await readFile(fileName, 'utf8')
  const source = ts.transpileModule(text, { fileName, compilerOptions }).outputText
  return { format: 'module', source, shortCircuit: true }
}
