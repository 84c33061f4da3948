package seed

import _ "embed" // the file below

// SampleName is how the demo desk calls the file to upload.
const SampleName = "sample-apparel.csv"

// Sample is a maker's file in the form shops export, quirks and mistakes included.
//
//go:embed sample-apparel.csv
var Sample []byte
