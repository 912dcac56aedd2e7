package readiness

import (
	"fmt"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
)

// A Matrix is the residual risks of the assessment that counts: those rated in the NPSA's scheme as
// marks in a picture of five by five cells, and all of them as a list.
type Matrix struct {
	Assessment consult.RecordID // none where no assessment is in effect
	Risks      []Risk           // in the order of the assessment
	Rows       []MatrixRow      // from the highest consequence to the lowest
	Marks      []Mark           // cell by cell, from the top left
	Bands      []Band           // for the legend
	Columns    []Label          // the likelihoods, under the picture
	Appetite   string           // in words
	Outline    string           // the edge of the cells within the appetite, as points of a line; may be empty
	Summary    string           // what the picture shows, for those who do not see it
}

// A MatrixRow is the cells of one consequence.
type MatrixRow struct {
	Label Label
	Cells []Cell // from the lowest likelihood to the highest
}

// A Cell is one cell of the matrix.
type Cell struct {
	X, Y, Size int
	Product    int
	Band       Band
	Within     bool  // within the appetite
	Risks      []int // the numbers of the risks in it
}

// Corner returns where the number of the cell stands.
func (c Cell) Corner() (at struct{ X, Y int }) {
	at.X, at.Y = c.X+6, c.Y+17
	return at
}

// Words returns what the cell holds, for the table that stands in for the picture.
func (c Cell) Words() string {
	words := fmt.Sprintf("%d %s", c.Product, c.Band.Name)
	if len(c.Risks) > 0 {
		numbers := strings.Fields(strings.Trim(fmt.Sprint(c.Risks), "[]"))
		words += ": risk " + strings.Join(numbers, ", risk ")
	}
	return words
}

// A Label is a number of a scale with its word, and where it stands in the picture.
type Label struct {
	X, Y   int
	Number int
	Words  []string // in lines
}

// A Mark is a risk in the picture.
type Mark struct {
	X, Y     int // of its middle
	Text     string
	Standing Standing
}

// Baseline returns where the text of the mark stands.
func (m Mark) Baseline() int { return m.Y + 4 }

// Radius returns how large the mark is.
func (m Mark) Radius() int { return 10 }

// Square returns the upper left corner and the side of a square around the mark.
func (m Mark) Square() struct{ X, Y, Side int } {
	return struct{ X, Y, Side int }{m.X - 9, m.Y - 9, 18}
}

// Diamond returns the corners of a diamond around the mark.
func (m Mark) Diamond() string { return diamond(m.X, m.Y, 13) }

// LabelX returns where the labels of the rows end.
func (m Matrix) LabelX() int { return matrixLeft - 8 }

// The picture's measures. Its texts are twelve units high and more, and it is shown at about one
// pixel a unit.
const (
	cellSize   = 64
	matrixLeft = 104
	matrixTop  = 8
	inCell     = 9 // marks that fit into a cell, three by three
)

// matrixOf returns the matrix of the newest assessment in effect.
func matrixOf(a *consult.Filed[risk.Assessment], c *risk.Controller, now time.Time) Matrix {
	m := Matrix{Bands: bands[:]}
	highest, stated := appetite(c, risk.NPSA5x5)
	switch {
	case !stated:
		m.Appetite = "No appetite is stated in this scheme: each risk needs to be accepted."
	case highest == 0:
		m.Appetite = "The appetite is 0: each risk needs to be accepted."
	default:
		m.Appetite = fmt.Sprintf("The organisation accepts up to %d without further ado: the cells inside the dashed line.", highest)
		m.Outline = outline(highest)
	}
	if a != nil {
		m.Assessment, m.Risks = a.Ref.ID, risksOf(&a.Record, c, now)
	}
	scale := scales[risk.NPSA5x5]
	for likelihood := 1; likelihood <= 5; likelihood++ {
		m.Columns = append(m.Columns, Label{
			X: matrixLeft + (likelihood-1)*cellSize + cellSize/2, Y: matrixTop + 5*cellSize + 18,
			Number: likelihood, Words: strings.Fields(scale.likelihood[likelihood-1]),
		})
	}
	for consequence := 5; consequence >= 1; consequence-- {
		y := matrixTop + (5-consequence)*cellSize
		row := MatrixRow{Label: Label{X: matrixLeft - 8, Y: y + cellSize/2, Number: consequence, Words: []string{scale.consequence[consequence-1]}}}
		for likelihood := 1; likelihood <= 5; likelihood++ {
			product := likelihood * consequence
			cell := Cell{
				X: matrixLeft + (likelihood-1)*cellSize, Y: y, Size: cellSize,
				Product: product, Band: bandOf(product), Within: stated && product <= highest,
			}
			m.place(&cell, likelihood, consequence)
			row.Cells = append(row.Cells, cell)
		}
		m.Rows = append(m.Rows, row)
	}
	m.Summary = m.summary()
	return m
}

// place puts the risks of a cell into it: one in the middle, several in rows of up to three. Where
// there are more than fit, the last place says how many more, and the list has them all.
func (m *Matrix) place(cell *Cell, likelihood, consequence int) {
	var here []*Risk
	for i := range m.Risks {
		if r := &m.Risks[i]; r.InMatrix() && r.rating.Likelihood == likelihood && r.rating.Consequence == consequence {
			here = append(here, r)
			cell.Risks = append(cell.Risks, r.Number)
		}
	}
	columns := 1
	for columns < 3 && columns*columns < len(here) {
		columns++
	}
	rows := min((len(here)+columns-1)/columns, 3)
	for i, r := range here {
		mark := Mark{
			X: cell.X + (2*(i%columns)+1)*cellSize/columns/2, Y: cell.Y + (2*(i/columns)+1)*cellSize/rows/2,
			Text: fmt.Sprint(r.Number), Standing: r.Standing,
		}
		if rows == 1 {
			mark.Y += 4 // clear of the cell's number
		}
		if rest := len(here) - i; i == inCell-1 && rest > 1 {
			mark.Text = fmt.Sprintf("+%d", rest)
			m.Marks = append(m.Marks, mark)
			return
		}
		m.Marks = append(m.Marks, mark)
	}
}

// outline returns the edge of the cells whose product is at most the highest: from the left, down a
// stair to the bottom. What is within is below it and to its left.
func outline(highest int) string {
	var points []string
	last := -1
	for likelihood := 1; likelihood <= 5; likelihood++ {
		top := min(highest/likelihood, 5)
		y := matrixTop + (5-top)*cellSize
		x := matrixLeft + (likelihood-1)*cellSize
		if y != last {
			points = append(points, fmt.Sprintf("%d,%d", x, y))
			last = y
		}
		if top > 0 {
			points = append(points, fmt.Sprintf("%d,%d", x+cellSize, y))
		}
	}
	if bottom := matrixTop + 5*cellSize; last != bottom {
		points = append(points, fmt.Sprintf("%d,%d", matrixLeft+5*cellSize, bottom))
	}
	return strings.Join(points, " ")
}

func (m *Matrix) summary() string {
	inMatrix, over := 0, 0
	for i := range m.Risks {
		if r := &m.Risks[i]; r.InMatrix() {
			inMatrix++
			if r.Standing != Within {
				over++
			}
		}
	}
	if m.Assessment == "" {
		return "No risk assessment is in effect, so that the matrix is empty."
	}
	return fmt.Sprintf("%s in the matrix, %d over the appetite. The list and the table say which is where.", counted(inMatrix, "risk", "risks"), over)
}
