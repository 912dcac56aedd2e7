package daily_test

import (
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform/daily"
)

func Example() {
	room, err := daily.Decode([]byte(`{"name": "call-0001", "privacy": "private", "config": {"enable_knocking": true}}`))
	if err != nil {
		panic(err)
	}
	domain, err := daily.DecodeDomain([]byte(`{"domain_id": "30f866c3", "config": {"enable_recording": "cloud"}}`))
	if err != nil {
		panic(err)
	}
	alone := room.Facts(daily.Domain{}, time.Now())
	both := room.Facts(domain, time.Now())
	fmt.Println("the room alone:     ", alone.Recording, "by", alone.RecordingAuthority)
	fmt.Println("with its domain:    ", both.Recording, "by", both.RecordingAuthority)
	fmt.Println("people get in by:   ", both.Admission)

	// A token that the documentation shows.
	claims, err := daily.Inspect(sampleToken)
	if err != nil {
		panic(err)
	}
	for _, excess := range claims.Excess("hello", consult.Provider, time.Unix(1778500000, 0)) {
		fmt.Println("of a provider's token:", excess)
	}
	// Output:
	// the room alone:      unknown by unknown
	// with its domain:     on-request by participants
	// people get in by:    waiting-room
	// of a provider's token: it is valid for longer than it should be
	// of a provider's token: it lets whoever has it record
}
