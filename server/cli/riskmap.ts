import { Command, CommanderError } from 'commander'
import { ConfigError, readConfig } from '#server/config.ts'
import { DeployRefused } from '#server/deploy/refused.ts'
import { StoreRefused } from '#server/store/errors.ts'
import { InstanceBusy } from '#server/store/instance-lock.ts'
import { addBackupCommands } from './backup-command.ts'
import { CommandRefused, type CommandContext } from './command-context.ts'
import { addExportCommand } from './export-command.ts'
import { addImportCommand } from './import-command.ts'
import { addImportsCommand } from './imports-command.ts'
import { addMaintenanceCommands } from './maintenance-commands.ts'
import { addSampleCommand } from './sample-command.ts'
import { addPackCommand } from './pack-command.ts'
import { processTerminal } from './terminal.ts'
import { addTokenCommand } from './token-command.ts'
import { addUserCommand } from './user-command.ts'

/** sysexits: the configuration or the database cannot be used as it is. */
const EXIT_CONFIG = 78
/** sysexits: try again later; another process works on the data. */
const EXIT_BUSY = 75
const EXIT_REFUSED = 1

/** The command line of the product: `npm run riskmap -- COMMAND`. */
async function main(): Promise<void> {
  const terminal = processTerminal()
  try {
    const context: CommandContext = {
      config: readConfig(process.env),
      terminal,
      exit: (code) => {
        process.exitCode = code
      },
    }
    const program = new Command('riskmap')
      .description('双重预防 · 风险四色图 命令行')
      .exitOverride()
    addMaintenanceCommands(program, context)
    addBackupCommands(program, context)
    addPackCommand(program, context)
    addSampleCommand(program, context)
    addImportCommand(program, context)
    addImportsCommand(program, context)
    addExportCommand(program, context)
    addUserCommand(program, context)
    addTokenCommand(program, context)
    await program.parseAsync(process.argv)
  } catch (error) {
    process.exitCode = exitCodeOf(error)
    if (error instanceof CommanderError) return
    terminal.note(messageOf(error))
  }
}

const EXPECTED = [CommandRefused, ConfigError, StoreRefused, DeployRefused, InstanceBusy]

/** What a person can do something about is told in a line; anything else is a fault of ours, with its trace. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const expected = EXPECTED.some((kind) => error instanceof kind)
  return expected ? error.message : (error.stack ?? error.message)
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode
  if (error instanceof ConfigError || error instanceof StoreRefused) return EXIT_CONFIG
  if (error instanceof InstanceBusy) return EXIT_BUSY
  return EXIT_REFUSED
}

await main()
