package bulkimport

// sample is a small file of our own columns: a product with sizes and one without, each in the fewest columns that say all.
const sample = `URL handle,Title,Description,Tags,Status,SKU,Option1 name,Option1 value,Price,Compare-at price,Inventory tracker,Inventory quantity,Product image URL
harbour-smock,Harbour smock,"<p>Waxed cotton, a deep hood.</p>","rain, unisex",active,HS-S,Size,Small,95.00,,shop,4,https://pictures.example.com/smock.jpg
harbour-smock,,,,,HS-M,,Medium,95.00,,shop,7,
harbour-smock,,,,,HS-L,,Large,99.00,120.00,shop,0,
wool-scarf,Wool scarf,"<p>Lambswool, two metres.</p>",winter,active,WS-1,Title,Default Title,28.00,,,,https://pictures.example.com/scarf.jpg
`

// Sample is a file for vendors to begin with.
func Sample() string { return "\ufeff" + sample }
