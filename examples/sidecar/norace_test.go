//go:build !race

package main

const slowClients = 10_000
