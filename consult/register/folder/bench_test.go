package folder_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// BenchmarkOpen reads a folder of organisations with five records each from the disk. It does
// not show a cold disk: the files have just been written.
func BenchmarkOpen(b *testing.B) {
	for _, organisations := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("organisations=%d", organisations), func(b *testing.B) {
			fsys := practices(b, organisations)
			var before, after runtime.MemStats
			var a, n *register.Register[assessment]
			var f *folder.Folder
			runtime.GC()
			runtime.ReadMemStats(&before)
			for b.Loop() {
				var err error
				f, err = folder.Open(fsys.FS(), nil, folder.Into(&a, "assessment"), folder.Into(&n, "notice"))
				if err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			runtime.GC()
			runtime.ReadMemStats(&after)
			records := float64(f.Status().Records)
			b.ReportMetric(records*float64(b.N)/b.Elapsed().Seconds(), "records/s")
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/records, "heap-B/record")
			b.ReportMetric(float64(after.HeapSys)/(1<<20), "heap-MiB-at-most")
			runtime.KeepAlive(f)
			runtime.KeepAlive(a)
			runtime.KeepAlive(n)
		})
	}
}

// BenchmarkReload looks at the same folder again: when nothing changed, and when one file did.
func BenchmarkReload(b *testing.B) {
	for _, changes := range []bool{false, true} {
		b.Run(fmt.Sprintf("organisations=10000/changes=%v", changes), func(b *testing.B) {
			root := practices(b, 10_000)
			var a, n *register.Register[assessment]
			// The files are old enough not to be read again for their age.
			options := &folder.Options{Clock: func() time.Time { return time.Now().Add(time.Hour) }}
			f, err := folder.Open(root.FS(), options, folder.Into(&a, "assessment"), folder.Into(&n, "notice"))
			if err != nil {
				b.Fatal(err)
			}
			for i := 0; b.Loop(); i++ {
				if changes {
					change := fmt.Appendf(nil, "kind: notice\nid: changing\ncontroller: Z99901\ntitle: change %d\n", i)
					if err := root.WriteFile("changing.yaml", change, 0o600); err != nil {
						b.Fatal(err)
					}
				}
				if err := f.Reload(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// practices writes a folder of records of about 60 lines.
func practices(b *testing.B, organisations int) *os.Root {
	b.Helper()
	dir := b.TempDir()
	for n := range organisations {
		code := fmt.Sprintf("P%05d", n)
		if err := os.Mkdir(filepath.Join(dir, code), 0o700); err != nil {
			b.Fatal(err)
		}
		for i := range 5 {
			kind := "assessment"
			if i == 4 {
				kind = "notice"
			}
			path := filepath.Join(dir, code, fmt.Sprintf("%s-%d.yaml", kind, i))
			if err := os.WriteFile(path, []byte(sixtyLines(kind, fmt.Sprintf("%s-%d", code, i), code)), 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { root.Close() })
	return root
}

func sixtyLines(kind, id, controller string) string {
	text := fmt.Sprintf(`# A record as people write it.
kind: %s
id: %s
controller: %s
title: Video consultations with patients at home
due: 2027-01-31
approved: 2026-05-11T09:00:00Z
lowest: 1.10
screening: yes
categories: [identity, contact, audio-visual, health]
products: [example-meet, captions]
storage:
  state: listed
  countries: [GB]
mitigations:
`, kind, id, controller)
	for i := range 15 {
		text += fmt.Sprintf("  - measure: Measure number %d that was agreed with the team\n    due: 2027-02-%02d\n    done: no\n", i, i+1)
	}
	return text
}
