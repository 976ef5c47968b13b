import type { IsolationLevel } from '../../storage/table-access.ts'

/** An isolation level by a variable's word. READ UNCOMMITTED is served as READ COMMITTED: nobody sees what is not committed. */
export function isolationOf(word: string): IsolationLevel {
  const level = word.toLowerCase().replace(/[-_]/u, ' ')
  return (level === 'read uncommitted' ? 'read committed' : level) as IsolationLevel
}

export function isolationWord(level: IsolationLevel): string {
  return level.toUpperCase().replace(' ', '-')
}
