package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pagesOf returns every page, by name, and how it is come by.
func (h *house) pagesOf(staff, patient *tab) []struct {
	name string
	of   *tab
	open func()
} {
	card := "/calls/" + string(h.list[0].ID) + "/card"
	return []struct {
		name string
		of   *tab
		open func()
	}{
		{"home", staff, func() { staff.open("/"); staff.sees("only with a permit") }},
		{"today", staff, func() { staff.open("/today"); staff.sees("Today’s list") }},
		{"card", staff, func() { staff.open(card); staff.sees("The call may start") }},
		{"refusal", staff, func() {
			h.settings.turn("recording", true)
			staff.open(card)
			staff.sees("The call may not start")
			h.settings.turn("recording", false)
		}},
		{"glass", staff, func() {
			h.settings.turn("abroad", true)
			staff.open(card)
			staff.sees("Break the glass and start")
			h.settings.turn("abroad", false)
		}},
		{"undecided", staff, func() {
			h.settings.turn("recorder", true)
			staff.open(card)
			staff.sees("Nothing was decided")
			h.settings.turn("recorder", false)
		}},
		{"readiness", staff, func() { staff.open("/readiness"); staff.sees("A call that starts now may start.") }},
		{"switchboard", staff, func() { staff.open("/switchboard"); staff.sees("Switchboard") }},
		{"visit", patient, func() { patient.open("/visit/" + h.list[0].Link); patient.sees("What you should know") }},
		{"waiting-room", patient, func() { patient.open("/visit/" + h.list[0].Link + "/room"); patient.sees("Your consultation with") }},
		{"no-link", patient, func() { patient.open("/visit/" + h.list[1].Link); patient.sees("This link is not yours") }},
	}
}

// axeCore returns the script of axe-core.
func axeCore(t *testing.T) string {
	t.Helper()
	path := os.Getenv("AXE_CORE")
	if path == "" {
		cache, err := os.UserCacheDir()
		require.NoError(t, err)
		path = filepath.Join(cache, "preconsult-ci", "axe-core", "axe.min.js")
	}
	axe, err := os.ReadFile(path)
	find(t, path, err, "npm pack axe-core, and name its axe.min.js in the environment variable AXE_CORE")
	return string(axe)
}

// fits asserts that axe-core finds nothing wrong with a page, and that it does not scroll sideways.
func (w *tab) fits(axe, page string) {
	w.t.Helper()
	assert.Empty(w.t, faults(w, axe), page)
	assert.True(w.t, eval[bool](w, "[...document.querySelectorAll('[role=status], [role=alert]')].every((live) => getComputedStyle(live).display !== 'none')"),
		"%s: what is not there cannot announce its first text", page)
	assert.LessOrEqual(w.t, eval[int64](w, "document.documentElement.scrollWidth"), eval[int64](w, "window.innerWidth"), "%s scrolls sideways", page)
}

// TestAccessibility looks at every page with axe-core, at the width of a desktop, at twice its zoom, and of a telephone.
func TestAccessibility(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	h := openHouse(t)
	ctx := openBrowser(t)
	for _, width := range []int64{1280, 640, 360} { // a desktop, the same at 200 %, and a telephone
		staff, patient := h.tab(t, ctx, "staff", width, 800), h.tab(t, ctx, "patient", width, 800)
		if width == 1280 {
			staff.open("/today")
			assert.Empty(t, faults(staff, axe), "the sign-in page")
			staff.signIn("/today", "amina", "Today’s list")
			patient.signIn("/visit/"+h.list[0].Link, "sam", "Your video consultation")
		}
		for _, page := range h.pagesOf(staff, patient) {
			page.open()
			page.of.fits(axe, fmt.Sprintf("%s at %d", page.name, width))
		}
	}
}

// faults returns what axe-core finds wrong with a page, but for what it calls minor.
func faults(w *tab, axe string) string {
	w.t.Helper()
	found, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](axe+`; (async () => {
		const { violations, passes } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
		if (passes.length === 0) return "axe-core looked at nothing";
		const serious = violations.filter(({ impact }) => impact !== "minor");
		return serious.map(({ id, help, nodes }) => id + ": " + help + ": " + nodes.map((n) => n.html).join(" | ")).join("\n");
	})()`, chromedp.EvalAwaitPromise))
	require.NoError(w.t, err, w.name)
	return found
}
