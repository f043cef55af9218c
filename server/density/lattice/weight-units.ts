/**
 * The unit of the weights on nodes (权重单位): parts of a point are whole numbers of it, so that adding
 * and taking away leave the same bits. 8 bytes a node hold sums of up to 2⁵³ of it, a weight of 2²⁹
 * all together.
 */

/** The fixed unit that weights on nodes are whole numbers of. Units: parts of a weight of 1 */
export const UNITS_TO_A_WEIGHT = 2 ** 24
