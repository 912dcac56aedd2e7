package consult

// Data says what is processed in the call about whom and why, who receives it, and where
// it is. A DPIA covers it axis by axis (D2).
type Data struct {
	Observed `json:"observed"`
	// Categories are the categories of personal data. Empty is unknown: no call is
	// without data about the people in it.
	Categories Set[DataCategory] `json:"categories"`
	// Subjects are the people whom the data are about. Empty is unknown.
	Subjects Set[DataSubject] `json:"subjects"`
	// Purposes are the purposes of the processing (UK GDPR Art 5(1)(b)). Empty is unknown.
	Purposes Set[ProcessingPurpose] `json:"purposes"`
	// Recipients are the processors, sub-processors and third-party products that receive
	// the data (UK GDPR Art 13(1)(e)), beside the product itself.
	Recipients Recipients `json:"recipients"`
	// Access is where the data are processed, and from where they can be reached while the
	// call runs and after (R4a, P6).
	Access Places `json:"access"`
	// Storage is where anything of the call is stored (P6); [Nowhere] where nothing is.
	Storage Places `json:"storage"`
}

// DataCategory is a category of personal data.
type DataCategory uint8

// The categories of data that a video call processes. The zero DataCategory is unknown.
const (
	CategoryUnknown    DataCategory = iota
	IdentityData                    // names, identifiers
	ContactData                     // addresses, telephone numbers
	AudioVisualData                 // voice and image
	HealthData                      // data concerning health, the special category of UK GDPR Art 4(15) and 9
	DemographicData                 // age, sex, ethnicity and the like
	SocialCareData                  // about care and social circumstances
	ImageData                       // photographs and documents shared in the call
	MessageData                     // text written in the call
	DeviceData                      // addresses, device and connection data
	GeneticOrBiometric              // genetic data, and biometric data that identify somebody
)

var categoryWords = Words[DataCategory]{
	"unknown", "identity", "contact", "audio-visual", "health", "demographic", "social-care", "images", "messages", "device", "genetic-biometric",
}

// String returns the text.
func (c DataCategory) String() string { return categoryWords.Text(c) }

// MarshalText implements [encoding.TextMarshaler].
func (c DataCategory) MarshalText() ([]byte, error) { return categoryWords.Marshal(c) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *DataCategory) UnmarshalText(text []byte) error { return categoryWords.Unmarshal(c, text) }

// DataSubject is a kind of people whom data are about.
type DataSubject uint8

// The people whom the data of a call are about. The zero DataSubject is unknown.
const (
	SubjectUnknown DataSubject = iota
	Patients                   // patients and service users who are adults
	Children                   // patients and service users under 18
	Carers                     // people who care for or act for a patient
	Staff                      // people who work for the provider
)

var subjectWords = Words[DataSubject]{"unknown", "patients", "children", "carers", "staff"}

// String returns the text.
func (s DataSubject) String() string { return subjectWords.Text(s) }

// MarshalText implements [encoding.TextMarshaler].
func (s DataSubject) MarshalText() ([]byte, error) { return subjectWords.Marshal(s) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *DataSubject) UnmarshalText(text []byte) error { return subjectWords.Unmarshal(s, text) }

// ProcessingPurpose is a purpose for which personal data are processed.
type ProcessingPurpose uint8

// The purposes of processing. The zero ProcessingPurpose is unknown.
const (
	ProcessingUnknown ProcessingPurpose = iota
	DirectCare                          // the care of the person themselves
	Safeguarding                        // protecting children and adults at risk
	Administration                      // booking, running and paying for services
	Training                            // teaching and assessing staff
	Audit                               // clinical audit and complaints
	Research                            // research
	Improvement                         // the vendor's improvement of the product
)

var processingWords = Words[ProcessingPurpose]{
	"unknown", "direct-care", "safeguarding", "administration", "training", "audit", "research", "product-improvement",
}

// String returns the text.
func (p ProcessingPurpose) String() string { return processingWords.Text(p) }

// MarshalText implements [encoding.TextMarshaler].
func (p ProcessingPurpose) MarshalText() ([]byte, error) { return processingWords.Marshal(p) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *ProcessingPurpose) UnmarshalText(text []byte) error {
	return processingWords.Unmarshal(p, text)
}

// RecipientsState says whether it is known who receives the data.
type RecipientsState uint8

// The states of [Recipients].
const (
	RecipientsUnknown RecipientsState = iota
	RecipientsNone                    // nobody beside the product itself
	RecipientsListed                  // those listed, and nobody else
)

var recipientsWords = Words[RecipientsState]{"unknown", "none", "listed"}

// String returns the text.
func (s RecipientsState) String() string { return recipientsWords.Text(s) }

// MarshalText implements [encoding.TextMarshaler].
func (s RecipientsState) MarshalText() ([]byte, error) { return recipientsWords.Marshal(s) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *RecipientsState) UnmarshalText(text []byte) error { return recipientsWords.Unmarshal(s, text) }

// Recipients says who receives the data of a call, beside the product itself. The zero
// Recipients is unknown, and so is a list that is empty or stands beside another state.
type Recipients struct {
	State    RecipientsState `json:"state"`             // whether it is known who
	Products Products        `json:"products,omitzero"` // the recipients, where State is RecipientsListed; otherwise empty
}

// NoRecipients returns the Recipients of data that nobody receives beside the product itself.
func NoRecipients() Recipients { return Recipients{State: RecipientsNone} }

// RecipientsOf returns the Recipients that are the given ones and nobody else.
func RecipientsOf(ids ...ProductID) Recipients {
	return Recipients{RecipientsListed, ProductsOf(ids...)}
}

// Known returns the recipients, and whether they are known.
func (r *Recipients) Known() (Products, bool) {
	switch {
	case r.State == RecipientsListed && !r.Products.Empty(), r.State == RecipientsNone && r.Products.Empty():
		return r.Products, true
	default:
		return Products{}, false
	}
}

// Overseas returns the countries outside the United Kingdom in which the data are stored or
// from which they can be reached, and whether all of that is known (P6).
func (d *Data) Overseas() (Countries, bool) {
	access, accessKnown := d.Access.Known()
	storage, storageKnown := d.Storage.Known()
	return access.Union(storage).Minus(only(UnitedKingdom)), accessKnown && storageKnown
}
