package consulttest

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// The objects of a SARIF 2.1.0 log that a report needs.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Details sarifDetails  `json:"automationDetails"`
		Results []sarifResult `json:"results"`
	}
	sarifDetails struct {
		ID string `json:"id"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               consult.RuleID  `json:"id"`
		ShortDescription sarifText       `json:"shortDescription"`
		HelpURI          string          `json:"helpUri"`
		Properties       sarifProperties `json:"properties"`
	}
	sarifProperties struct {
		Clauses []consult.ClauseID `json:"clauses"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    consult.RuleID  `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Logical []sarifLogical `json:"logicalLocations"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
)

// WriteSARIF writes what the report found wrong as a SARIF 2.1.0 log: what failed as errors, and
// what is not shown as notes. What was withstood is no result.
func (r *Report) WriteSARIF(w io.Writer) error {
	driver := sarifDriver{Name: "preconsult conformance", InformationURI: "https://pkg.go.dev/github.com/preconsult/preconsult/consult/consulttest", Rules: []sarifRule{}}
	results := []sarifResult{}
	for i := range r.Items {
		item := &r.Items[i]
		if item.Result == Withstood {
			continue
		}
		index := slices.IndexFunc(driver.Rules, func(rule sarifRule) bool { return rule.ID == item.Rule })
		if index < 0 {
			index = len(driver.Rules)
			driver.Rules = append(driver.Rules, sarifRule{item.Rule, sarifText{summary(item)}, guidance.Page, sarifProperties{item.Clauses}})
		}
		result := sarifResult{
			RuleID: item.Rule, RuleIndex: index, Level: "error", Message: sarifText{fmt.Sprintf("%s: %s. %s", item.Why, item.Detail, item.Remedy)},
			Locations: []sarifLocation{{[]sarifLogical{{r.Subject, "module"}}}},
		}
		if item.Result == NotShown {
			result.Level, result.Message.Text = "note", fmt.Sprintf("%s: not shown: %s", item.Why, item.Detail)
		}
		results = append(results, result)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{{sarifTool{driver}, sarifDetails{r.Subject}, results}}})
}

// summary says what the rule of an item asks.
func summary(item *Item) string {
	if rule, found := guidance.NewTrace().Rule(item.Rule); found {
		return rule.Summary
	}
	return item.Why
}
