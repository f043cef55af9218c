import { secureHeaders } from 'hono/secure-headers'
import type { MiddlewareHandler } from 'hono'
import { CARD_STYLE_SOURCE } from './card-page.ts'
import type { AppEnvironment } from './environment.ts'

/**
 * Headers every answer carries: nothing but this host is loaded, framed or posted to.
 */
export function securityHeaders(overTls: boolean): MiddlewareHandler<AppEnvironment> {
  const pages = headersWith(overTls, {
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
  })
  // A public card brings its own style and loads nothing.
  const cards = headersWith(overTls, {
    defaultSrc: ["'none'"],
    styleSrc: [CARD_STYLE_SOURCE],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    formAction: ["'none'"],
  })
  return (c, next) => (c.req.path.startsWith('/c/') ? cards(c, next) : pages(c, next))
}

type Options = NonNullable<Parameters<typeof secureHeaders>[0]>

function headersWith(
  overTls: boolean,
  contentSecurityPolicy: NonNullable<Options['contentSecurityPolicy']>,
): MiddlewareHandler<AppEnvironment> {
  return secureHeaders({
    contentSecurityPolicy,
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
