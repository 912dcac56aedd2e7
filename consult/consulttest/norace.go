//go:build !race

package consulttest

// raceEnabled says that the race detector runs.
const raceEnabled = false
