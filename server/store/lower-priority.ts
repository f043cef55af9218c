import { getPriority, setPriority } from 'node:os'

const LOWER_PRIORITY = 10

/**
 * Let a process go behind whom the server answers (降低优先级). Shape: its id; 0 is this one
 *
 * Where all of it runs lower still it stays there: to be raised would be refused.
 */
export function lowerPriority(pid = 0): void {
  setPriority(pid, Math.max(getPriority(), LOWER_PRIORITY))
}
