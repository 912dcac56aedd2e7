// The program decides one call by hand-written Go.
package main

import (
	"github.com/preconsult/preconsult/examples/peers/byhand"
	"github.com/preconsult/preconsult/examples/peers/weigh"
)

func main() { weigh.Main(byhand.New) }
