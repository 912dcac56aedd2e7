package preconsult_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/guidance/records"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// describe and start stand for the platform. The call is the zero one, which is refused.
func describe() (call consult.Call) { return call }

func start(gate *consult.Gate, permit consult.Permit) {
	if _, err := gate.Redeem(context.Background(), permit, permit.Call()); err != nil {
		return
	}
	fmt.Println("started")
}

func Example() {
	on, err := records.Open(folder.Dir("records"), nil) // DPIAs, risk assessments, privacy notices, …: one document a file
	if err != nil {
		log.Fatal(err) // every fault of every document, with file, line and path
	}
	go on.Watch(context.Background())

	recorder := consult.LogTo(slog.Default().Handler())
	gate, err := consult.NewGate(recorder, guidance.Checks(&on.Records), &consult.Options{Waivers: on.Waivers})
	if err != nil {
		log.Fatal(err)
	}

	call := describe() // a consult.Call: who starts it, and how the platform says that it will run
	decision, err := gate.Decide(context.Background(), &call)
	if err != nil {
		log.Fatal(err) // no decision was made or recorded: no call
	}
	for _, f := range decision.Findings {
		fmt.Println(f.Rule.ID, f.Rule.Clauses, "found", f.Found, "-", f.Rule.Owner, "can mend it:", f.Rule.Remedy)
	}
	if permit, ok := decision.Permit(); ok {
		start(gate, permit)
	}
}

// TestTheReadmeShowsTheExample holds the README's code equal to the body of Example.
func TestTheReadmeShowsTheExample(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	source, err := os.ReadFile("readme_test.go")
	require.NoError(t, err)
	_, body, found := strings.Cut(string(source), "func Example() {\n")
	require.True(t, found)
	body, _, _ = strings.Cut(body, "\n}\n")
	_, shown, found := strings.Cut(string(readme), "```go\n")
	require.True(t, found, "the README shows Go")
	shown, _, _ = strings.Cut(shown, "```")
	body = strings.ReplaceAll(strings.TrimPrefix(body, "\t"), "\n\t", "\n")
	assert.Equal(t, body, strings.TrimSpace(shown))
}
