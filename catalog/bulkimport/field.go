package bulkimport

// Field is what a column means, whatever a file calls it.
type Field int

// The fields the shop reads. Ignored columns are named to the vendor and otherwise left alone.
const (
	Ignored Field = iota
	Handle
	Title
	Description
	Vendor // read by nobody: the vendor is the actor's
	Category
	Type
	Tags
	Published
	Status
	Option1Name
	Option1Value
	Option2Name
	Option2Value
	Option3Name
	Option3Value
	SKU
	Barcode
	Grams
	Tracker
	Quantity
	Policy
	Price
	CompareAt
	ImageURL
	ImagePosition
	ImageAlt
	VariantImageURL
	fieldCount
)

// names holds, for each field, the names it goes by: lower case, the current template's first. They are Shopify's three
// generations, for which our own template stands too.
var names = map[Field][]string{
	Handle:          {"url handle", "handle"},
	Title:           {"title"},
	Description:     {"description", "body (html)", "body html"},
	Vendor:          {"vendor"},
	Category:        {"product category"},
	Type:            {"type"},
	Tags:            {"tags"},
	Published:       {"published on online store", "published"},
	Status:          {"status"},
	Option1Name:     {"option1 name"},
	Option1Value:    {"option1 value"},
	Option2Name:     {"option2 name"},
	Option2Value:    {"option2 value"},
	Option3Name:     {"option3 name"},
	Option3Value:    {"option3 value"},
	SKU:             {"sku", "variant sku"},
	Barcode:         {"variant barcodes", "barcode", "variant barcode"},
	Grams:           {"weight value (grams)", "variant grams"},
	Tracker:         {"inventory tracker", "variant inventory tracker"},
	Quantity:        {"inventory quantity", "variant inventory qty"},
	Policy:          {"continue selling when out of stock", "variant inventory policy"},
	Price:           {"price", "variant price"},
	CompareAt:       {"compare-at price", "variant compare at price", "variant compare-at price"},
	ImageURL:        {"product image url", "image src"},
	ImagePosition:   {"image position"},
	ImageAlt:        {"image alt text"},
	VariantImageURL: {"variant image url", "variant image"},
}

// exportOnly are names that only the older export header has: they tell the two generations apart.
var exportOnly = map[string]bool{"handle": true, "body (html)": true, "variant sku": true, "variant price": true, "image src": true,
	"variant inventory qty": true, "published": true}

// fieldByName is names, turned round.
var fieldByName = func() map[string]Field {
	m := map[string]Field{}
	for field, all := range names {
		for _, name := range all {
			m[name] = field
		}
	}
	return m
}()
