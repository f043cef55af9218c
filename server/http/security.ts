import { secureHeaders } from 'hono/secure-headers'
import type { MiddlewareHandler } from 'hono'
import type { AppEnvironment } from './environment.ts'

/**
 * Headers every answer carries: nothing but this host is loaded, framed or posted to.
 */
export function securityHeaders(overTls: boolean): MiddlewareHandler<AppEnvironment> {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      workerSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      formAction: ["'self'"],
    },
    xFrameOptions: 'DENY',
    referrerPolicy: 'same-origin',
    // Over plain HTTP browsers ignore both, and say so on every page.
    strictTransportSecurity: overTls ? 'max-age=31536000' : false,
    crossOriginOpenerPolicy: overTls ? 'same-origin' : false,
    originAgentCluster: overTls ? '?1' : false,
    crossOriginResourcePolicy: 'same-origin',
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
  })
}
