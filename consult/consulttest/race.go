//go:build race

package consulttest

// raceEnabled says that the race detector runs, which lets pools forget at random, so that
// allocations cannot be counted.
const raceEnabled = true
