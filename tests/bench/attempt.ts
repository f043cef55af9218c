/** Measure; one that cannot be measured does not take the others with it. */
export async function attempt(bench: () => Promise<void>): Promise<void> {
  try {
    await bench()
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
}
