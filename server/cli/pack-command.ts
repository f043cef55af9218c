import path from 'node:path'
import { Option, type Command } from 'commander'
import { packProduct } from '#server/deploy/pack.ts'
import { PLATFORM_NAMES, PLATFORMS } from '#server/deploy/platform.ts'
import type { PlatformName } from '#server/deploy/platform.ts'
import type { CommandContext } from './command-context.ts'

/** `pack --platform NAME --out FILE`: one archive to install from without internet. */
export function addPackCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('pack')
    .description('打成离线安装包 (one archive: runtime, modules, pages, manual)')
    .addOption(
      new Option('--platform <platform>', '给哪种机器')
        .choices(PLATFORM_NAMES)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <file>', '写到哪个文件, Linux 为 tar.gz, Windows 为 zip')
    .action(
      async ({ platform, out }: { readonly platform: PlatformName; readonly out: string }) => {
        const file = path.resolve(out)
        const packed = await packProduct(PLATFORMS[platform], file, terminal.note)
        const size = (bytes: number) => `${(bytes / 1_048_576).toFixed(0)} MiB`
        terminal.result(
          `已打包 ${platform}: ${file} (${size(packed.bytes)}, 解压后 ${size(packed.unpackedBytes)}, ${packed.files} 个文件)`,
        )
      },
    )
}
