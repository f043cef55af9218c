/** The process that reads every page of a database: `node check-process.ts FILE` prints what it found. */
import { findFault } from './sqlite.ts'

const [file = ''] = process.argv.slice(2)
process.stdout.write(findFault(file))
