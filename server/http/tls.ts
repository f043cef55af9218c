import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ConfigError } from '#server/config.ts'
import type { Config } from '#server/config.ts'

/**
 * Read certificate and key (证书与私钥) and see that they belong together, so that a wrong file is named
 * at the start and not by every browser.
 * Errors: ConfigError naming the variable, the file and the remedy
 */
export function readTlsFiles(files: NonNullable<Config['tls']>): { cert: Buffer; key: Buffer } {
  const cert = readNamed('TLS_CERT', files.certificateFile)
  const key = readNamed('TLS_KEY', files.keyFile)
  const certificate = parsed('TLS_CERT', files.certificateFile, () => new X509Certificate(cert))
  const privateKey = parsed('TLS_KEY', files.keyFile, () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey))
    throw new ConfigError(
      `TLS_KEY ${files.keyFile} 不是证书 ${files.certificateFile} 的私钥。请换成与证书一起签发的私钥文件。`,
    )
  return { cert, key }
}

function readNamed(variable: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`${variable} ${file} 无法读取（${why}）。请核对路径和读取权限。`)
  }
}

function parsed<T>(variable: string, file: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigError(
      `${variable} ${file} 不是可用的 PEM 文件（${why}）。证书以 -----BEGIN CERTIFICATE----- 开头，私钥不能有口令。`,
    )
  }
}
