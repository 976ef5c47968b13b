import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Stripped files by the hash of their text: stripping everything again takes seconds. */
const cache = new URL('../node_modules/.cache/sqlexec-typescript/', import.meta.url)

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
  const stripped = new URL(
    `${createHash('sha1').update(url).update(text).digest('hex')}.mjs`,
    cache,
  )
  const source =
    (await readFile(stripped, 'utf8').catch(() => null)) ?? (await strip(fileName, text, stripped))
  return { format: 'module', source, shortCircuit: true }
}

let typescript

async function strip(fileName, text, stripped) {
  typescript ??= (await import('typescript')).default
  const { outputText } = typescript.transpileModule(text, {
    fileName,
    compilerOptions: {
      target: typescript.ScriptTarget.ES2022,
      module: typescript.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      inlineSourceMap: true,
    },
  })
  await mkdir(cache, { recursive: true })
  const temporary = `${fileURLToPath(stripped)}.${process.pid}`
  await writeFile(temporary, outputText)
  await rename(temporary, stripped)
  return outputText
}
