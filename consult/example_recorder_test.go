package consult_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A journal is a recorder that appends decisions to a file and has them on disk before it returns.
type journal struct{ file *os.File }

func (j journal) Record(ctx context.Context, d consult.Decision) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	line, err := json.Marshal(d)
	if err != nil {
		return err
	}
	_, err = j.file.Write(append(line, '\n')) // one write a line, so that lines of several goroutines do not mix
	return errors.Join(err, j.file.Sync())
}

// Where the recorder fails there is no permit.
func ExampleRecorder() {
	file, err := os.CreateTemp("", "decisions")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(file.Name())
	gate, err := consult.NewGate(journal{file}, []*consult.Check{consult.Private()}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, call := context.Background(), consultation(time.Now())
	decision, err := gate.Decide(ctx, &call)
	_, ok := decision.Permit()
	fmt.Println(decision.Outcome, "- recorded:", err == nil, "- permit:", ok)

	file.Close() // as if the disk were gone
	decision, err = gate.Decide(ctx, &call)
	_, ok = decision.Permit()
	fmt.Println(decision.Outcome, "- recorded:", !errors.Is(err, consult.ErrNotRecorded), "- permit:", ok)
	// Output:
	// allowed - recorded: true - permit: true
	// allowed - recorded: false - permit: false
}
