// The program decides one call by Cedar.
package main

import (
	"github.com/preconsult/preconsult/examples/peers/cedar"
	"github.com/preconsult/preconsult/examples/peers/weigh"
)

func main() { weigh.Main(cedar.New) }
