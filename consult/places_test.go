package consult_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
)

func TestPlacesKnown(t *testing.T) {
	t.Parallel()
	uk := consult.CountriesOf(consult.UnitedKingdom)
	tests := []struct {
		reason string
		places consult.Places
		want   consult.Countries
		known  bool
	}{
		{"zero: nobody has said", consult.Places{}, consult.Countries{}, false},
		{"nowhere is known, and no country", consult.Nowhere(), consult.Countries{}, true},
		{"the countries listed", consult.In(consult.UnitedKingdom), uk, true},
		{"an empty list is not nowhere", consult.In(), consult.Countries{}, false},
		{"a list of no country at all", consult.In(0), consult.Countries{}, false},
		{"countries beside unknown", consult.Places{Countries: uk}, consult.Countries{}, false},
		{"countries beside nowhere contradict it", consult.Places{State: consult.PlacesNone, Countries: uk}, consult.Countries{}, false},
		{"a state that is none", consult.Places{State: 99, Countries: uk}, consult.Countries{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			got, known := tt.places.Known()
			assert.Equal(t, tt.known, known)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestRecipientsKnown(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason     string
		recipients consult.Recipients
		want       consult.Products
		known      bool
	}{
		{"zero: nobody has said", consult.Recipients{}, consult.Products{}, false},
		{"nobody is known, and empty", consult.NoRecipients(), consult.Products{}, true},
		{"those listed", consult.RecipientsOf("scribe"), consult.ProductsOf("scribe"), true},
		{"an empty list is not nobody", consult.RecipientsOf(), consult.Products{}, false},
		{"a list beside unknown", consult.Recipients{Products: consult.ProductsOf("scribe")}, consult.Products{}, false},
		{"a list beside nobody contradicts it", consult.Recipients{State: consult.RecipientsNone, Products: consult.ProductsOf("scribe")}, consult.Products{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			got, known := tt.recipients.Known()
			assert.Equal(t, tt.known, known)
			assert.True(t, tt.want.Equal(got), "want %v, got %v", tt.want, got)
		})
	}
}

func TestDataOverseas(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason          string
		access, storage consult.Places
		want            string
		known           bool
	}{
		{"all of it at home", consult.In(consult.UnitedKingdom), consult.Nowhere(), "", true},
		{"reached from overseas", consult.In(consult.UnitedKingdom, country("IN")), consult.Nowhere(), "IN", true},
		{"stored overseas", consult.In(consult.UnitedKingdom), consult.In(country("US")), "US", true},
		{"both", consult.In(country("IN")), consult.In(country("US")), "IN, US", true},
		{"Jersey is overseas", consult.In(country("JE")), consult.Nowhere(), "JE", true},
		{"where it is stored is unknown", consult.In(country("US")), consult.Places{}, "US", false},
		{"where it is reached from is unknown", consult.Places{}, consult.In(country("US")), "US", false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			d := consult.Data{Access: tt.access, Storage: tt.storage}
			got, known := d.Overseas()
			assert.Equal(t, tt.want, got.String())
			assert.Equal(t, tt.known, known)
		})
	}
}
