// The program decides one call by preconsult.
package main

import (
	"github.com/preconsult/preconsult/examples/peers/gate"
	"github.com/preconsult/preconsult/examples/peers/weigh"
)

func main() { weigh.Main(gate.New) }
