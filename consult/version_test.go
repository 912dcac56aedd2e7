package consult_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/preconsult/preconsult/consult"
)

func TestParseVersion(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason, text string
		want         string // empty: an error
	}{
		{"a semantic version", "1.11.0", "1.11.0"},
		{"a leading v", "v1.11.0", "1.11.0"},
		{"four parts, as browsers have", "156.0.8078.73", "156.0.8078.73"},
		{"one number", "0", "0"},
		{"the number of parts is kept", "1.2", "1.2"},
		{"a pre-release", "2.0.0-rc.1", "2.0.0-rc.1"},
		{"hyphens in a pre-release", "2.0.0-x-y-z.4", "2.0.0-x-y-z.4"},
		{"letters after a zero are no number", "1.0.0-0a", "1.0.0-0a"},
		{"build metadata is dropped", "1.0.0+20260511.sha-5114f85", "1.0.0"},
		{"a pre-release and build metadata", "1.0.0-beta+exp.007", "1.0.0-beta"},
		{"nine digits", "999999999", "999999999"},
		{"64 bytes", "1-" + strings.Repeat("a", 62), "1-" + strings.Repeat("a", 62)},

		{"nothing", "", ""},
		{"v alone", "v", ""},
		{"two vs", "vv1", ""},
		{"five parts", "1.2.3.4.5", ""},
		{"an empty part", "1..2", ""},
		{"a dot at the end", "1.", ""},
		{"a leading zero", "1.02", ""},
		{"a negative number", "-1", ""},
		{"ten digits", "1000000000", ""},
		{"an empty pre-release", "1.0-", ""},
		{"an empty identifier", "1.0-a..b", ""},
		{"a leading zero in a pre-release", "1.0-01", ""},
		{"empty build metadata", "1.0+", ""},
		{"a second plus", "1.0+a+b", ""},
		{"a space", "1.0 beta", ""},
		{"an underscore", "1.0-a_b", ""},
		{"a word", "latest", ""},
		{"the text of the unknown version", "unknown", ""},
		{"65 bytes", "1-" + strings.Repeat("a", 63), ""},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			got, err := consult.ParseVersion(tt.text)
			if tt.want == "" {
				require.Error(t, err)
				assert.False(t, got.Known())
				if len(tt.text) > 3 {
					assertQuotesNothing(t, err, tt.text)
				}
				return
			}
			require.NoError(t, err)
			assert.True(t, got.Known())
			assert.Equal(t, tt.want, got.String())
		})
	}
}

// TestVersionPrecedence holds the examples of semantic versioning 2.0.0, item 11, and those
// of vendors that have other versions. Each version is older than all that follow.
func TestVersionPrecedence(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		order  []string
	}{
		{"item 11.2", []string{"1.0.0", "2.0.0", "2.1.0", "2.1.1"}},
		{"item 11.3: a pre-release is older", []string{"1.0.0-alpha", "1.0.0"}},
		{"item 11.4", []string{
			"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
		}},
		{"numbers are not text", []string{"9", "10", "100"}},
		{"numbers of a pre-release beyond any integer", []string{"1-99999999999999999999", "1-100000000000000000000", "1-a"}},
		{"four parts", []string{"156.0.8078", "156.0.8078.73", "156.0.8078.100", "156.0.8079"}},
		{"a shorter list of identifiers is older", []string{"1-a", "1-a.0", "1-a.0.0"}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			for i := range tt.order {
				older := version(tt.order[i])
				assert.Zero(t, older.Compare(older))
				assert.Equal(t, -1, consult.Version{}.Compare(older), "unknown is older than all")
				assert.Equal(t, +1, older.Compare(consult.Version{}))
				for j := i + 1; j < len(tt.order); j++ {
					newer := version(tt.order[j])
					assert.Equal(t, -1, older.Compare(newer), "%s before %s", older, newer)
					assert.Equal(t, +1, newer.Compare(older), "%s after %s", newer, older)
				}
			}
		})
	}
	assert.Zero(t, version("1.2").Compare(version("1.2.0.0")), "a missing number counts as zero")
	assert.Zero(t, version("1.2+a").Compare(version("1.2+b")), "build metadata do not count")
	assert.Zero(t, consult.Version{}.Compare(consult.Version{}))
}

// versions generates versions from few parts, so that some are equal and many nearly so.
var versions = rapid.Custom(func(t *rapid.T) consult.Version {
	if rapid.IntRange(0, 20).Draw(t, "unknown") == 0 {
		return consult.Version{}
	}
	text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"0", "1", "2", "10"}), 1, 4).Draw(t, "numbers"), ".")
	if rapid.Bool().Draw(t, "pre-release") {
		text += "-" + strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"0", "1", "10", "a", "b", "a-1", "-", "A"}), 1, 3).Draw(t, "identifiers"), ".")
	}
	return version(text)
})

func TestVersionOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := versions.Draw(t, "a"), versions.Draw(t, "b"), versions.Draw(t, "c")
		if a.Compare(b) != -b.Compare(a) {
			t.Fatalf("not antisymmetric: %s, %s", a, b)
		}
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 && a.Compare(c) > 0 {
			t.Fatalf("not transitive: %s, %s, %s", a, b, c)
		}
		if a.Compare(b) == 0 && a.Compare(c) != b.Compare(c) {
			t.Fatalf("%s and %s are equal, and not to %s", a, b, c)
		}
	})
}

func TestVersionRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := versions.Draw(t, "v")
		text, err := json.Marshal(v)
		require.NoError(t, err)
		var back consult.Version
		require.NoError(t, json.Unmarshal(text, &back))
		assert.Equal(t, v, back, "as JSON")
		if v.Known() {
			assert.Equal(t, v, version(v.String()), "as text")
			assert.Equal(t, v, version("v"+v.String()), "with a leading v")
		}
	})
	v := version("1")
	assert.Error(t, v.UnmarshalText([]byte("one")))
	assert.False(t, v.Known(), "a version that could not be read is unknown")
}

func TestVersionsHold(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason              string
		from, through, held string
		want                bool
	}{
		{"inside", "1.0", "2.0", "1.5.3", true},
		{"the oldest", "1.0", "2.0", "1", true},
		{"the newest", "1.0", "2.0", "2.0.0", true},
		{"older", "1.0", "2.0", "0.9", false},
		{"newer", "1.0", "2.0", "2.0.0.1", false},
		{"a pre-release of the oldest is older", "1.0", "2.0", "1.0-rc.1", false},
		{"a single version", "1.0", "1.0", "1.0", true},
		{"a range that ends before it begins", "2.0", "1.0", "1.5", false},
		{"no oldest version", "", "2.0", "1.5", false},
		{"no newest version", "1.0", "", "1.5", false},
		{"an unknown version", "1.0", "2.0", "", false},
		{"the zero range holds nothing, not even zero", "", "", "0", false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			read := func(text string) (v consult.Version) {
				require.NoError(t, v.UnmarshalText([]byte(text)))
				return v
			}
			r := consult.Versions{From: read(tt.from), Through: read(tt.through)}
			assert.Equal(t, tt.want, r.Holds(read(tt.held)))
		})
	}
}

func FuzzVersion(f *testing.F) {
	for _, seed := range []string{"1.11.0", "v2.0.0-rc.1+build.7", "156.0.8078.73", "0", "", "1..2", "1-", "1+", "01", "1-01", "1000000000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := consult.ParseVersion(text)
		if err != nil {
			assert.False(t, v.Known())
			return
		}
		back, err := consult.ParseVersion(v.String())
		require.NoError(t, err)
		assert.Equal(t, v, back)
		assert.Zero(t, v.Compare(back))
	})
}

func TestProductIn(t *testing.T) {
	t.Parallel()
	read := func(text string) (v consult.Version) {
		require.NoError(t, v.UnmarshalText([]byte(text)))
		return v
	}
	assessed := []consult.Versions{{From: read("1.0"), Through: read("1.9")}, {From: read("3.0"), Through: read("3.0")}}
	for _, tt := range []struct {
		reason, version string
		ranges          []consult.Versions
		want            bool
	}{
		{"in the first range", "1.4.2", assessed, true},
		{"in a later one", "3.0", assessed, true},
		{"between the ranges", "2.1", assessed, false},
		{"unknown is in none", "", assessed, false},
		{"nothing was assessed", "1.4.2", nil, false},
	} {
		product := consult.Product{ID: "example-meet", Version: read(tt.version)}
		assert.Equal(t, tt.want, product.In(tt.ranges), tt.reason)
	}
}
