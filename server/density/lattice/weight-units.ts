/** The fixed unit that weights on nodes are whole numbers of. Units: parts of a weight of 1 */
export const UNITS_TO_A_WEIGHT = 2 ** 24
