// The program decides nothing. What it weighs is what an application weighs without an engine.
package main

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
	"github.com/preconsult/preconsult/examples/peers/weigh"
)

type none struct{}

func (none) File(*task.Records) error                                  { return nil }
func (none) Broken(*consult.Call, time.Time) ([]consult.RuleID, error) { return nil, nil }

func main() { weigh.Main(func() (none, error) { return none{}, nil }) }
