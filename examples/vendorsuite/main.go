// Vendorsuite shows how a vendor's own test suite proves that their platform cannot start an
// unsafe call: a small made-up platform, ClinicLink, is attacked by the library's test kit, first as
// it should be, then with each of many faults planted in it.
//
//	go run ./examples/vendorsuite              attacks them all, and says which attack found which fault
//	go run ./examples/vendorsuite -reports DIR writes the reports on the mended platform into a folder
//	go test -v -run Conformance ./examples/vendorsuite   is what a vendor's own suite has of it
//
// platform.go is the platform; adapter.go and conformance_test.go are all that it takes to test one
// that is written in Go, server.go and client.go one behind HTTP; faults.go has the faults.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/preconsult/preconsult/consult/consulttest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "vendorsuite:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("vendorsuite", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "Vendorsuite attacks a made-up platform, without faults and with each of many.")
		flags.PrintDefaults()
	}
	reports := flags.String("reports", "", "a folder to write the reports on the mended platform into: JUnit, SARIF and Markdown")
	verbose := flags.Bool("v", false, "list every attack that found a fault, and not only how many did")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is no flag; -h lists them", flags.Arg(0))
	}
	mended := consulttest.AttackPlatform(ctx, sound, &consulttest.PlatformOptions{Name: "ClinicLink"})
	fmt.Fprintf(stdout, "ClinicLink as it should be: %d attacks, %d withstood, %d failed, %d not shown\n\n",
		len(mended.Items), mended.Count(consulttest.Withstood), mended.Count(consulttest.Failed), mended.Count(consulttest.NotShown))
	if *reports != "" {
		if err := mended.WriteFiles(*reports); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "Reports are in %s: conformance.xml, conformance.sarif and conformance.md\n\n", *reports)
	}
	missed := mended.Count(consulttest.Failed)
	faults := Faults()
	for i, fault := range faults {
		if i%10 == 0 {
			fmt.Fprintf(stderr, "vendorsuite: %d of %d faults planted\n", i, len(faults))
		}
		found, by := finds(ctx, fault)
		if !found {
			missed++
			fmt.Fprintf(stdout, "NOT FOUND  %s\n", fault.Name)
			continue
		}
		fmt.Fprintf(stdout, "found      %s\n           by: %s", fault.Name, fault.Found)
		if others := len(by) - 1; others > 0 {
			fmt.Fprintf(stdout, ", and %d other attacks", others)
		}
		fmt.Fprintln(stdout)
		if *verbose {
			for _, item := range by {
				fmt.Fprintf(stdout, "           - %s: %s: %s\n", item.Rule, item.Why, item.Detail)
			}
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if missed > 0 {
		return fmt.Errorf("%d of %d faults were not found, or the platform has one that was not planted", missed, len(faults))
	}
	fmt.Fprintf(stdout, "\nAll %d faults were found, and the mended platform has none.\n", len(faults))
	return nil
}

// sound returns the platform without a fault.
func sound(rig *consulttest.Rig) consulttest.Platform { return adapter{NewClinicLink(rig.Gate)} }

// finds attacks the platform with a fault, and returns whether the attack found it that it was
// planted for, and all that did.
func finds(ctx context.Context, fault Fault) (found bool, by []consulttest.Item) {
	report := consulttest.AttackPlatform(ctx, func(rig *consulttest.Rig) consulttest.Platform {
		return adapter{fault.Plant(NewClinicLink(rig.Gate))}
	}, &consulttest.PlatformOptions{Name: "ClinicLink, which " + fault.Name})
	for _, item := range report.Items {
		if item.Result == consulttest.Failed {
			by = append(by, item)
			found = found || item.Why == fault.Found
		}
	}
	return found, by
}
