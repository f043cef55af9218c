import { pgliteEngine, postgresEngine, sqliteEngine } from './engines.ts'
import { storeContract } from './store-contract.ts'

storeContract('SQLite', sqliteEngine)
storeContract('PGlite', pgliteEngine)

const realPostgres = postgresEngine()
if (realPostgres !== null) storeContract('PostgreSQL', realPostgres)
