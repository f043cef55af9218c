/** `npm run build`: make the pages anew into var/build, whatever stands there. */
import { buildPages } from './build-pages.ts'

await buildPages()
