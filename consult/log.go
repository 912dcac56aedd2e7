package consult

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// Errors of the recorder of [LogTo]. Each means that the decision was not kept.
var (
	errNoHandler = errors.New("consult: there is no log handler to record with")
	errDisabled  = errors.New("consult: the log handler drops records of this level, so the decision would not be kept")
)

// LogTo returns the recorder that writes one structured record a decision to the handler:
// message "call decided", level Info where the call is allowed, level Warn where it is refused,
// also in mode Observe, or allowed by an override. The time of the record is the instant of
// the decision. The attributes are those of [Decision.LogValue].
//
// It gives the record to the handler itself, without a [slog.Logger], so that the handler's
// error is the recorder's. A handler that is not enabled for the level drops the record, so
// that is an error too; and so is a nil handler, as soon as there is a decision to record. No
// record, no permit: a platform that writes only warnings would stop at the first call that
// is allowed.
//
// A decision is kept as safely as the handler keeps its records: one that samples, or
// writes later in the background, promises nothing. The recorder is as safe for
// concurrent use as the handler, which must be by its own contract.
func LogTo(h slog.Handler) Recorder { return logRecorder{h} }

type logRecorder struct{ handler slog.Handler }

func (r logRecorder) Record(ctx context.Context, d Decision) error {
	level := slog.LevelWarn
	if d.Outcome == Allowed {
		level = slog.LevelInfo
	}
	return r.keep(ctx, slog.NewRecord(d.At, level, "call decided", 0), d.logAttrs())
}

// keep gives a record to the handler, which must take it.
func (r logRecorder) keep(ctx context.Context, record slog.Record, attrs []slog.Attr) error {
	if r.handler == nil {
		return errNoHandler
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if !r.handler.Enabled(ctx, record.Level) {
		return errDisabled
	}
	record.AddAttrs(attrs...)
	if err := r.handler.Handle(ctx, record); err != nil {
		return fmt.Errorf("consult: the log handler failed: %w", err)
	}
	return nil
}

// LogValue implements [slog.LogValuer]: a group of attributes, in this order. They are the
// same for [LogTo] and for the recorders of other logging packages, and the names are part of
// the interface.
//
//	key              value     what it is
//	decision_id      text      the decision's id
//	stage            text      what it was made for: decide, redeem, override
//	redeems          text      the id of the decision that was redeemed or overridden; omitted where there is none
//	outcome          text      refused, allowed, allowed-by-override
//	mode             text      enforce, observe
//	call_id          text      the platform's opaque id of the call; omitted where it is missing
//	controller       text      ODS code; omitted where it is missing
//	product          text      product id; omitted where it is missing
//	product_version  text      omitted where it is unknown
//	purpose          text      unknown, consultation, colleagues
//	decided_at       time      the instant of the decision
//	valid_until      time      the instant from which on it does not hold; omitted where there is none
//	rule_set         text      digest of the gate's rules; see Gate.RuleSet
//	refuses          []string  ids of the rules that refuse the call, each once; omitted where none does
//	advises          []string  ids of the rules that are broken and advice; omitted where none is
//	waived           []string  ids of the rules that are broken and waived; omitted where none is
//	overridden       []string  ids of the rules that a clinician went ahead of; omitted where there are none
//	records          []string  kind, id and version of each record that was used, each once; omitted where none was
//	need             text      the clinical need of an override; omitted where there is none
//
// A text is a value of [slog.KindString], a time of [slog.KindTime], and a []string of
// [slog.KindAny].
//
// There is nothing in them about a person, and no text that anybody wrote: no staff id, no reason, no
// remedy. Where the decision holds something that is not of the form that its attribute has, the
// attribute says "malformed" and does not quote it, as it may be anything.
//
// It protects a Decision, or a pointer to one, that is the value of an attribute. It cannot
// protect what encodes a Decision by its fields, such as a slice or struct that holds it.
func (d Decision) LogValue() slog.Value { return slog.GroupValue(d.logAttrs()...) }

func (d *Decision) logAttrs() []slog.Attr {
	attrs := make(logAttrs, 0, 20)
	attrs.text("decision_id", d.ID.String())
	attrs.text("stage", d.Stage.String())
	if d.Redeems != (DecisionID{}) {
		attrs.text("redeems", d.Redeems.String())
	}
	attrs.text("outcome", d.Outcome.String())
	attrs.text("mode", d.Mode.String())
	attrs.call(&d.Call)
	attrs.time("decided_at", d.At)
	attrs.time("valid_until", d.ValidUntil)
	attrs.text("rule_set", loggable(digest(d.RuleSet)))
	attrs.rules("refuses", d.Rules(Refuses))
	attrs.rules("advises", d.Rules(Advises))
	attrs.rules("waived", d.Rules(Waived))
	attrs.rules("overridden", d.Rules(Overridden))
	attrs.list("records", d.logRecords())
	if d.Override.Need != NeedUnknown {
		attrs.text("need", d.Override.Need.String())
	}
	return attrs
}

// logRecords returns the records that the decision used, each once: those that it rests on,
// then those that findings name.
func (d *Decision) logRecords() []string {
	var list []string
	add := func(r *RecordRef) {
		if r == nil {
			return
		}
		if text := r.logText(); !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	for r := range d.Relied.All {
		add(r.Record)
	}
	for i := range d.Findings {
		add(d.Findings[i].Record)
		add(d.Findings[i].Waiver)
	}
	return list
}

func (r *RecordRef) logText() string {
	return loggable(RecordID(r.Kind)) + " " + loggable(r.ID) + " " + loggable(RecordID(r.Version))
}

// LogValue implements [slog.LogValuer]: the attributes of [Decision.LogValue] that are about the call.
func (c Call) LogValue() slog.Value {
	var attrs logAttrs
	attrs.call(&c)
	return slog.GroupValue(attrs...)
}

// LogValue implements [slog.LogValuer]: the clinical need, and not the clinician.
func (o Override) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("clinician", o.Clinician), slog.String("need", o.Need.String()))
}

// LogValue implements [slog.LogValuer]: the capacity in which somebody acts, and not who it is.
func (i Initiator) LogValue() slog.Value {
	var attrs logAttrs
	attrs.text("verified", i.Verified.String())
	attrs.text("party", i.Party.String())
	attrs.text("role", loggable(i.Role))
	attrs.text("organisation", loggable(i.Organisation))
	attrs.text("source", loggable(i.Source))
	attrs.time("at", i.At)
	return slog.GroupValue(attrs...)
}

// LogValue implements [slog.LogValuer]: what is waived, where and until when; not why, and
// not who asked for it and accepted it.
func (w Waiver) LogValue() slog.Value {
	var attrs logAttrs
	attrs.text("id", loggable(w.ID))
	attrs.text("rule", loggable(w.Rule))
	attrs.text("controller", loggable(w.Controller))
	attrs.text("product", loggable(w.Product))
	attrs = append(attrs, slog.Any("requested_by", w.RequestedBy), slog.Any("accepted_by", w.AcceptedBy))
	attrs.time("from", w.From)
	attrs.time("until", w.Until)
	return slog.GroupValue(attrs...)
}

// LogValue implements [slog.LogValuer]: which record it is, and nothing of what is in it.
func (f Filed[T]) LogValue() slog.Value { return slog.StringValue(f.Ref.logText()) }

// logAttrs are attributes in the making. What is empty is left out.
type logAttrs []slog.Attr

func (a *logAttrs) text(key, value string) {
	if value != "" {
		*a = append(*a, slog.String(key, value))
	}
}

func (a *logAttrs) time(key string, value time.Time) {
	if !value.IsZero() {
		*a = append(*a, slog.Time(key, value))
	}
}

func (a *logAttrs) list(key string, values []string) {
	if len(values) > 0 {
		*a = append(*a, slog.Any(key, values))
	}
}

func (a *logAttrs) rules(key string, ids []RuleID) {
	var list []string
	for _, id := range ids {
		list = append(list, loggable(id))
	}
	a.list(key, list)
}

func (a *logAttrs) call(c *Call) {
	a.text("call_id", loggable(c.ID))
	a.text("controller", loggable(c.Controller))
	a.text("product", loggable(c.Product.ID))
	if c.Product.Version.Known() {
		a.text("product_version", c.Product.Version.String())
	}
	a.text("purpose", c.Purpose.String())
}

// loggable returns the code as it is, or "malformed" where it is not one: then it may be
// anything, a patient's name among it.
func loggable[C code](c C) string {
	if c == "" || c.Valid() {
		return string(c)
	}
	return "malformed"
}

// digest is the digest of a gate's rules.
type digest string

// Valid reports whether the digest has the form of one: 32 hexadecimal digits.
func (d digest) Valid() bool {
	for i := range len(d) {
		if b := d[i]; (b < '0' || b > '9') && (b < 'a' || b > 'f') {
			return false
		}
	}
	return len(d) == 32
}
