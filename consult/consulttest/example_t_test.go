package consulttest_test

import (
	"context"
	"testing"
)

// t and ctx are those of the test that an example stands in. Examples that use t are compiled, and
// not run: they have no test.
var (
	t   *testing.T
	ctx = context.Background()
)
