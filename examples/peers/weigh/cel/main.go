// The program decides one call by CEL.
package main

import (
	"github.com/preconsult/preconsult/examples/peers/cel"
	"github.com/preconsult/preconsult/examples/peers/weigh"
)

func main() { weigh.Main(cel.New) }
