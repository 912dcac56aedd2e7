// The program decides one call by OPA.
package main

import (
	"github.com/preconsult/preconsult/examples/peers/opa"
	"github.com/preconsult/preconsult/examples/peers/weigh"
)

func main() { weigh.Main(opa.New) }
