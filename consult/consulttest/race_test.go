//go:build race

package consulttest_test

const raceEnabled = true
