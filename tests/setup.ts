import fc from 'fast-check'

/**
 * Properties try the same cases on every machine, so that a red run is a change's own doing.
 * `RISKMAP_SEED=random` looks for new ones.
 */
const seed = process.env.RISKMAP_SEED
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed ?? 20_261_121) })
