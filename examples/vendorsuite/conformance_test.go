package main

import (
	"testing"

	"github.com/preconsult/preconsult/consult/consulttest"
)

// TestConformance is a vendor's first conformance test, of a platform that is written in Go.
func TestConformance(t *testing.T) {
	t.Parallel()
	consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform {
		return adapter{NewClinicLink(rig.Gate)}
	}, nil)
}

// TestConformanceBehindHTTP is the same of one that is asked over HTTP.
func TestConformanceBehindHTTP(t *testing.T) {
	t.Parallel()
	consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform {
		return behindHTTP(rig, NewClinicLink(rig.Gate))
	}, nil)
}
