package main

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

// The widths that text is wrapped to: as wide as the terminal, within what reads well.
const (
	defaultWidth = 80
	leastWidth   = 60
	mostWidth    = 100
)

// style is how text is set off on a terminal.
type style string

const (
	plain  style = ""
	bold   style = "\x1b[1m"
	faint  style = "\x1b[2m"
	red    style = "\x1b[1;31m"
	green  style = "\x1b[1;32m"
	yellow style = "\x1b[1;33m"

	reset = "\x1b[0m"
)

// A console is where the program writes for people.
type console struct {
	*bufio.Writer // remembers the first error until Flush
	width         int
	colour        bool
}

func newConsole(w io.Writer, around *surroundings) *console {
	c := &console{Writer: bufio.NewWriter(w), width: defaultWidth}
	if width, isTerminal := around.terminal(w); isTerminal {
		if width > 0 { // some terminals do not say
			c.width = max(leastWidth, min(width, mostWidth))
		}
		c.colour = around.getenv("NO_COLOR") == "" && around.getenv("TERM") != "dumb"
	}
	return c
}

// in returns text in a style.
func (c *console) in(s style, text string) string {
	if !c.colour || s == plain || strings.TrimSpace(text) == "" {
		return text
	}
	return string(s) + text + reset
}

// line writes one line, or an empty one.
func (c *console) line(s style, text string) { c.WriteString(c.in(s, text) + "\n") }

// rule writes a line across the page.
func (c *console) rule() { c.line(faint, strings.Repeat("─", c.width)) }

// text writes a paragraph, wrapped and indented.
func (c *console) text(indent int, s style, text string) { c.item(indent, plain, "", 0, s, text) }

// item writes a paragraph that hangs beside a label of the given width.
func (c *console) item(indent int, labelStyle style, label string, labelWidth int, s style, text string) {
	margin := strings.Repeat(" ", indent)
	label += strings.Repeat(" ", max(0, labelWidth-utf8.RuneCountInString(label)))
	for i, line := range wrap(text, c.width-indent-labelWidth) {
		if i > 0 {
			label = strings.Repeat(" ", labelWidth)
		}
		c.WriteString(margin + c.in(labelStyle, label) + c.in(s, line) + "\n")
	}
}

// wrap breaks text into lines of at most width characters, at spaces. A word that is longer
// has a line of its own.
func wrap(text string, width int) []string {
	var lines []string
	line, length := "", 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case line == "":
			line, length = word, n
		case length+1+n <= width:
			line, length = line+" "+word, length+1+n
		default:
			lines = append(lines, line)
			line, length = word, n
		}
	}
	return append(lines, line)
}
