package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

var pictures = flag.String("pictures", "", "the folder that pictures of every page are written to, at the width of a desktop and of a telephone")

// TestPictures takes a picture of every page, for people to look at, and for the README:
//
//	go test ./examples/clinic -run Pictures -pictures pictures
//
// writes them to examples/clinic/pictures, each as a whole and its top alone. Without the flag it opens every page, and takes none.
func TestPictures(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := openBrowser(t)
	take := func(w *tab, name string) {
		for suffix, way := range map[string]chromedp.Action[[]byte]{"": chromedp.FullScreenshot(100), "-top": chromedp.CaptureScreenshot()} {
			picture, err := chromedp.Run(w.ctx, way)
			require.NoError(t, err, name)
			require.NotEmpty(t, picture, name)
			if *pictures != "" {
				require.NoError(t, os.MkdirAll(*pictures, 0o755))
				require.NoError(t, os.WriteFile(filepath.Join(*pictures, name+suffix+".png"), picture, 0o644))
			}
		}
	}
	for i, width := range []int64{1280, 360} {
		suffix := []string{"", "-phone"}[i]
		staff, patient := h.tab(t, ctx, "staff", width, 800), h.tab(t, ctx, "patient", width, 800)
		if i == 0 {
			staff.open("/today")
			take(staff, "sign-in")
			staff.signIn("/today", "amina", "Today’s list")
			patient.signIn("/visit/"+h.list[0].Link, "sam", "Your video consultation")
		}
		for _, page := range h.pagesOf(staff, patient) {
			page.open()
			take(page.of, page.name+suffix)
		}
	}
	provider, patient := h.call(t, ctx, 0)
	take(provider, "call")
	take(patient, "call-phone")
}
