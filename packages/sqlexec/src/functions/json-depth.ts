import { SqlError } from '../base/errors.ts'

/** How deep arrays and objects may nest in a document, as in MySQL. */
export const maxJsonDepth = 100

export function jsonTooDeep(): SqlError {
  const message = `The JSON document exceeds the maximum depth of ${maxJsonDepth}`
  return new SqlError('json_too_deep', message)
}
