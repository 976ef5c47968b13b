import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'

/**
 * A MariaDB server as an oracle, asked through its command line client: `SQLEXEC_MARIADB` is the path of the server's socket.
 * The database is dropped and made anew.
 */
export class MariaDbEngine {
  readonly dialect = 'mariadb'
  readonly #client: ChildProcessWithoutNullStreams
  #output = ''
  #errors = ''
  #wake: (() => void) | null = null
  #statements = 0

  static async open(socket: string, database = 'sqlfuzz'): Promise<MariaDbEngine> {
    const options = ['-u', 'root', '-S', socket, '-B', '-N', '--force', '--unbuffered', '--quick']
    const engine = new MariaDbEngine(spawn('mariadb', options))
    const collation = 'utf8mb4_uca1400_nopad_ai_ci'
    await engine.run(`DROP DATABASE IF EXISTS ${database}`)
    await engine.run(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE ${collation}`)
    await engine.run(`USE ${database}`)
    await engine.run(`SET NAMES utf8mb4 COLLATE ${collation}`)
    await engine.run(
      "SET sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO'",
    )
    await engine.run('SET max_statement_time = 5')
    return engine
  }

  private constructor(client: ChildProcessWithoutNullStreams) {
    this.#client = client
    client.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text
      this.#wake?.()
    })
    client.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text
      this.#wake?.()
    })
  }

  async run(sql: string): Promise<void> {
    await this.query(sql)
  }

  /** Rows of texts, as the client shows them. */
  async query(sql: string): Promise<readonly (readonly unknown[])[]> {
    const end = `end ${this.#statements++}`
    // An error comes on the other stream, at another time.
    this.#client.stdin.write(`${sql};\nSELECT '${end}';\n\\! echo '${end}' >&2\n`)
    const mark = `${end}\n`
    const isOver = () =>
      (this.#output === mark || this.#output.endsWith(`\n${mark}`)) && this.#errors.endsWith(mark)
    while (!isOver()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const text = this.#output.slice(0, -mark.length)
    this.#output = ''
    const errors = this.#errors
    this.#errors = ''
    const error = /^ERROR.*$/mu.exec(errors)
    if (error !== null) throw new Error(error[0])
    const lines = text.split('\n').slice(0, -1)
    return lines.map((line) => line.split('\t').map((value) => (value === 'NULL' ? null : value)))
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#client.on('close', resolve))
    this.#client.stdin.end()
    await closed
  }
}
