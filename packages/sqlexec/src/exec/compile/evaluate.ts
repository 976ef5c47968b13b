/**
 * The one place where generated code is evaluated.
 *
 * Invariants: the source is assembled from fixed templates and generated names alone. Constants, user text, column names and
 * functions reach it through `parameters`; a result column's name may stand in the source only where `isIdentifier`
 * accepts it.
 */
export function evaluate<F>(
  parameters: readonly (readonly [string, unknown])[],
  source: string,
): F {
  const names = parameters.map(([name]) => name)
  const values = parameters.map(([, value]) => value)
  return new Function(...names, `'use strict'\n${source}`)(...values) as F
}

/** Whether a name can stand in source as a property name. `__proto__` would set the prototype. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) && name !== '__proto__'
}
