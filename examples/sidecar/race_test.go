//go:build race

package main

// The race detector follows no more than about 8,000 goroutines, and the program has one for each connection.
const slowClients = 2000
