// The program decides one call by validator.
package main

import (
	"github.com/preconsult/preconsult/examples/peers/validator"
	"github.com/preconsult/preconsult/examples/peers/weigh"
)

func main() { weigh.Main(validator.New) }
