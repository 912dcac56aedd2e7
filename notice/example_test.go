package notice_test

import (
	"context"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/notice"
)

// The notice says that data stay at home, while the product stores them in Ireland.
func Example() {
	now := time.Date(2026, time.June, 1, 9, 0, 0, 0, time.UTC)
	text := notice.HashOf([]byte("We use Example Meet for video consultations …"))
	notices, err := register.Of("privacy-notice", notice.Record{
		ID: "web-2026", Controller: "Z99901",
		Address:   "https://www.example.nhs.uk/privacy",
		Published: now.AddDate(0, -2, 0),
		Offer:     "When we offer a video consultation",
		Way:       "What happens in a video consultation",
		Products:  []notice.Product{{ID: "example-meet", SecureUse: "Staying safe on Example Meet"}},

		ApprovedHash: text, PublishedHash: text, ReviewDue: consult.DateOf(2027, time.March, 31),
	})
	if err != nil {
		panic(err)
	}
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{notice.Disclosed(notices)}, &consult.Options{Clock: func() time.Time { return now }})
	if err != nil {
		panic(err)
	}

	seen := consult.Observed{Source: "example", At: now}
	call := consult.Call{
		ID: "c-1", Controller: "Z99901", Product: consult.Product{ID: "example-meet"}, Purpose: consult.Consultation, Start: now,
		Initiator: consult.Initiator{Observed: seen}, Device: consult.Device{Observed: seen}, Client: consult.Client{Observed: seen},
		Room: consult.Room{Observed: seen},
		Data: consult.Data{
			Observed: seen, Recipients: consult.NoRecipients(), Access: consult.In(consult.UnitedKingdom), Storage: consult.In(country("IE")),
		},
	}
	decision, err := gate.Decide(context.Background(), &call)
	if err != nil {
		panic(err)
	}
	fmt.Println(decision.Outcome)
	for _, f := range decision.Findings {
		fmt.Printf("%s %v: %s is %s, expected %s\n", f.Rule.ID, f.Rule.Clauses, f.Fact, f.Found, f.Expected)
		fmt.Printf("%s: %s\n", f.Rule.Owner, f.Rule.Remedy)
	}
	fmt.Println(decision.ForPatient())
	// Output:
	// refused
	// notice.overseas [P6]: overseas.country is IE, expected countries that the notice names
	// ig-lead: Name the country and the transfer's mechanism in the notice, or keep the information out of it.
	// We still have to tell you how we use your information in video calls. Your care team will contact you.
}
