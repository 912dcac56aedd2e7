// Package wire reads and writes calls and decisions as JSON: strictly, and always in the same way.
//
//	call, err := wire.DecodeCall(body)
//	if err != nil {
//		http.Error(w, err.Error(), http.StatusBadRequest) // names members, and quotes no value
//		return
//	}
//
// # What is accepted
//
// One JSON text (RFC 8259) in UTF-8 of at most 64 KiB, and nothing after it. It is refused, with every fault that was found and where it is, if any member is
// not in the tables below, is spelt in letters of another case, is given twice, is null, is of
// another type, or has a text that is not among its values. Texts hold no control characters but
// tab and line feed, no lone surrogates, and at most 4,096 bytes.
//
// A fault names the path of the member, as the tables do, and never quotes what was sent; a
// member that is not known is not named either. The tests of this package come with a set of
// documents in testdata, one fault each, for other implementations to use.
//
// # A call
//
// Every member may be left out: what is not there is unknown, and no rule accepts it. The clauses
// in brackets are those of the guidance. A member without a meaning in the table is as the one of
// the same name above it.
//
//	id                         code     (opaque id)  the platform's own id of the call
//	controller                 code     (ODS code)  the organisation whose records are asked
//	product                    object   the video product that carries the call
//	product.id                 code     (identifier)  the product
//	product.version            code     (version)  its version
//	purpose                    word     (unknown, consultation, colleagues)  whether a patient or service user takes part
//	start                      time     when the call is to start
//	initiator                  object   who starts the call (P1)
//	initiator.observed         object   who says so, and when; and so in each group of facts
//	initiator.observed.source  code     (identifier)  who or what established the facts
//	initiator.observed.at      time     when
//	initiator.verified         word     (unknown, yes, no)  whether the identity was verified
//	initiator.party            word     (unknown, provider, patient, carer, system)  in which capacity
//	initiator.role             code     (identifier)  the job role
//	initiator.organisation     code     (ODS code)  the organisation that the initiator acts for
//	room                       object   how the call will run on the platform (P2, R4b, R4c, U4)
//	room.observed              object
//	room.observed.source       code     (identifier)
//	room.observed.at           time
//	room.recording             word     (unknown, off, on-request, buffered, automatic)  how recording starts
//	room.recording_authority   word     (unknown, nobody, host, participants)  who may start it inside the product
//	room.transcription         word     (unknown, off, on-request, transient, automatic)  how transcription and captions start, and whether they are kept
//	room.scribe                word     (unknown, off, on-request, transient, automatic)  the same of an AI scribe
//	room.encryption            word     (unknown, none, transport, end-to-end)  what protects the media of this call
//	room.server_capture        word     (unknown, yes, no)  whether servers record, transcribe or feed a scribe, or can be asked to
//	room.visibility            word     (unknown, private, tenancy, public)  who can find and open the room
//	room.admission             word     (unknown, waiting-room, named-guests, link)  how people get in
//	device                     object   the provider's device (U2)
//	device.observed            object
//	device.observed.source     code     (identifier)
//	device.observed.at         time
//	device.standing            word     (unknown, corporate, personal-compliant, personal-managed, personal-unmanaged)  whose it is and how it is protected
//	client                     object   the software on the provider's side (U3)
//	client.observed            object
//	client.observed.source     code     (identifier)
//	client.observed.at         time
//	client.version             code     (version)  of the app, or the browser where there is none
//	client.server              code     (version)  of the server or service
//	data                       object   what is processed about whom, where, and who receives it (D2, R4a, P6)
//	data.observed              object
//	data.observed.source       code     (identifier)
//	data.observed.at           time
//	data.categories            words    (identity, contact, audio-visual, health, demographic, social-care, images, messages, device, genetic-biometric)  categories of personal data; none is unknown
//	data.subjects              words    (patients, children, carers, staff)  whom the data are about; none is unknown
//	data.purposes              words    (direct-care, safeguarding, administration, training, audit, research, product-improvement)  purposes of the processing; none is unknown
//	data.recipients            object   who receives the data, beside the product itself
//	data.recipients.state      word     (unknown, none, listed)  whether that is known
//	data.recipients.products   words    (identifiers)  where it is listed
//	data.access                object   where the data are processed, and from where they can be reached
//	data.access.state          word     (unknown, none, listed)  whether that is known
//	data.access.countries      words    (ISO 3166-1 alpha-2 codes)  where it is listed
//	data.storage               object   where anything of the call is stored
//	data.storage.state         word     (unknown, none, listed)  whether that is known
//	data.storage.countries     words    (ISO 3166-1 alpha-2 codes)  where it is listed
//
// # A decision
//
// Every member is required but those with a question mark, which are absent where they do not
// apply. A decision that is decoded is a record of what was once decided: it gives no permit.
//
//	id                           code     (32 hexadecimal digits)  the decision's id
//	stage                        word     (decide, redeem, override)  what the decision was made for
//	redeems?                     code     (32 hexadecimal digits)  the decision that was redeemed or overridden
//	outcome                      word     (refused, allowed, allowed-by-override)  whether the call may start
//	mode                         word     (enforce, observe)  the mode of the gate
//	at                           time     the instant of the decision
//	valid_until?                 time     the instant from which on it does not hold; where it has an end
//	call                         object   the call as it was judged: the table above
//	findings                     list     all that is broken, in the order of the rules' ids
//	findings[].rule              object   the rule that is broken
//	findings[].rule.id           code     (rule id)  its id
//	findings[].rule.clauses      list     the clauses that it comes from
//	findings[].rule.clauses[]    text
//	findings[].rule.summary      text     what holds when it is kept
//	findings[].rule.owner        word     (unknown, platform, clinician, ig-lead, dpo, procurement)  who can mend it
//	findings[].rule.remedy       text     what they are to do
//	findings[].rule.patient      text     what a patient may be told
//	findings[].rule.advice       boolean  whether it refuses nothing
//	findings[].rule.waivable     boolean  whether a waiver may lower it to a warning
//	findings[].rule.overridable  boolean  whether a clinician may go ahead
//	findings[].fact              text     the path of the fact that is at fault
//	findings[].found             text     what was found
//	findings[].expected?         text     what would have been right; where there is one answer
//	findings[].record?           object   the record that was judged, or judged by; where there was one
//	findings[].record.kind       text     the kind of record
//	findings[].record.id         code     (identifier)  its id, unique in its kind
//	findings[].record.version    text     its version
//	findings[].effect            word     (refuses, advises, waived, overridden)  what the finding does
//	findings[].waiver?           object   the waiver that applies; where effect is waived
//	findings[].waiver.kind       text
//	findings[].waiver.id         code     (identifier)
//	findings[].waiver.version    text
//	relied                       list     what the decision rests on, in the order of the checks
//	relied[].record?             object   the record; absent for facts and for the records' being read
//	relied[].record.kind         text
//	relied[].record.id           code     (identifier)
//	relied[].record.version      text
//	relied[].what                text     what ends
//	relied[].until?              time     the instant from which on it does not hold; where it has an end
//	rule_set                     text     digest of the gate's rules: 32 hexadecimal digits
//	override?                    object   who went ahead for clinical need; where somebody did
//	override.clinician           code     (opaque id)  the clinician's staff id
//	override.need                word     (unknown, emergency, urgent, safeguarding, no-other-way)  why
//
// # The types
//
//	word      one of the values in brackets, as a string
//	words     a list of such strings, in any order, none twice
//	code      a string of the form in brackets
//	text      a string
//	time      a string: RFC 3339 with its zone, such as "2026-05-11T10:00:00+01:00"
//	boolean   true or false
//	object    members with names
//	list      a list of what the line with [] says
//
// An opaque id has 1 to 128 letters, digits and . _ ~ : - without spaces. An identifier has 1 to
// 64 letters, digits and . _ - and begins with a letter or digit. An ODS code has 3 to 10 capital
// letters and digits. A version is one to four numbers joined by dots, then perhaps a hyphen and
// a pre-release; the empty string is the version that is unknown. A rule id is two words of small
// letters, digits and hyphens, joined by a dot.
//
// # What is written
//
// The members of the tables in their order, without white space; words in the order of the
// tables, identifiers and countries in that of their letters; times in UTC with as many digits of
// a second as there are. A fact that is unknown is written as "unknown" or as an empty list, so
// that a record shows it; ids, versions and times that are not known are left out, and so are the
// lists of products and countries where they are empty. The same value always has the same bytes.
//
// # Compatibility
//
// The names of members and values do not change their meaning and are not taken away. A later
// version may add some, which this one refuses: update the reader first.
package wire
