package cel

import (
	"math/bits"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/preconsult/preconsult/consult"
)

// words are the words of an enumeration as CEL's own values, by the values of the enumeration.
type words[E consult.Enum] [256]ref.Val

func wordsOf[E consult.Enum]() *words[E] {
	w := new(words[E])
	for v := range w {
		w[v] = types.String(E(v).String())
	}
	return w
}

var (
	purposes           = wordsOf[consult.Purpose]()
	yesNo              = wordsOf[consult.YesNo]()
	parties            = wordsOf[consult.Party]()
	recordings         = wordsOf[consult.Recording]()
	authorities        = wordsOf[consult.RecordingAuthority]()
	captures           = wordsOf[consult.Capture]()
	encryptions        = wordsOf[consult.Encryption]()
	visibilities       = wordsOf[consult.Visibility]()
	admissions         = wordsOf[consult.Admission]()
	standings          = wordsOf[consult.DeviceStanding]()
	processingPurposes = wordsOf[consult.ProcessingPurpose]()
	categories         = wordsOf[consult.DataCategory]()
	subjects           = wordsOf[consult.DataSubject]()
	countries          = wordsOf[consult.Country]()
)

// list returns the words of a set, or nil where it is empty, which stands for not known.
func (w *words[E]) list(set consult.Set[E]) any {
	if set.Empty() {
		return nil
	}
	list := make([]ref.Val, 0, set.Len())
	for ; !set.Empty(); set &= set - 1 {
		list = append(list, w[bits.TrailingZeros64(uint64(set))])
	}
	return types.NewRefValList(types.DefaultTypeAdapter, list)
}

// countryList returns the codes of countries, which may be none, or nil where they are not known.
func countryList(set consult.Countries, known bool) any {
	if !known {
		return nil
	}
	list := make([]ref.Val, 0, set.Len())
	for c := range set.All {
		list = append(list, countries[c])
	}
	return types.NewRefValList(types.DefaultTypeAdapter, list)
}

// productList returns the ids of products but one, which may be none, or nil where they are not known.
func productList(set consult.Products, but consult.ProductID, known bool) any {
	if !known {
		return nil
	}
	list := make([]ref.Val, 0, set.Len())
	for id := range set.All {
		if id != but {
			list = append(list, types.String(id))
		}
	}
	return types.NewRefValList(types.DefaultTypeAdapter, list)
}
