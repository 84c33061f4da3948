package cart

import (
	"database/sql"
	"encoding/json"

	"standin/catalog/money"
	"standin/store/account"
)

// Method is how parcels travel.
type Method string

// The methods.
const (
	Standard Method = "standard" // each vendor's flat fee, free from a sum on
	Express  Method = "express"  // a fee for each parcel, never free
)

// Known tells whether m is a method of ours.
func (m Method) Known() bool { return m == Standard || m == Express }

// Fee is what one vendor's parcel costs, and when it leaves.
type Fee struct {
	Vendor       account.VendorID `json:"vendor"`
	Flat         *int64           `json:"flat"`      // minor units; nil means the shop's
	FreeFrom     *int64           `json:"free_from"` // of the goods after discounts; nil means never
	DispatchDays int              `json:"dispatch_days"`
}

// Rates are the figures a total is made with.
type Rates struct {
	Currency money.Currency
	TaxRate  int64 // VAT in the prices, hundredths of a percent
	Method   Method
	Flat     int64 // the shop's fee for a parcel, minor units
	FreeFrom int64 // and the sum from which it is free; 0 means never
	Express  int64 // fee for each parcel sent express
	Fees     []Fee // of the vendors in the cart
}

// usual are the rates of a shop that has set none: 19 % VAT, 4.90 a parcel, free from 75.00, express 12.90.
var usual = Rates{TaxRate: 1900, Method: Standard, Flat: 490, FreeFrom: 7500, Express: 1290}

// Settings under which a shop keeps its rates, each a number.
const (
	SettingTaxRate  = "tax.rate"
	SettingFlat     = "shipping.flat"
	SettingFreeFrom = "shipping.free_from"
	SettingExpress  = "shipping.express"
)

// Scan reads the settings as one JSON object; what is not set stays as usual.
func (r *Rates) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok {
		return sql.ErrNoRows
	}
	set := map[string]int64{}
	if err := json.Unmarshal(b, &set); err != nil {
		return err
	}
	*r = usual
	for name, field := range map[string]*int64{
		SettingTaxRate: &r.TaxRate, SettingFlat: &r.Flat, SettingFreeFrom: &r.FreeFrom, SettingExpress: &r.Express,
	} {
		if v, ok := set[name]; ok {
			*field = v
		}
	}
	return nil
}

// FeeOf is what is set for a vendor; the zero Fee where nothing is.
func (r Rates) FeeOf(v account.VendorID) Fee {
	for _, f := range r.Fees {
		if f.Vendor == v {
			return f
		}
	}
	return Fee{Vendor: v}
}

// ship is what a vendor's parcel costs when its goods, after discounts, come to a sum, and how much more makes it free. Goods
// that come to nothing because a discount took all are still sent, under the same rule.
func (r Rates) ship(v account.VendorID, goods money.Amount) (fee, missing, freeFrom money.Amount) {
	of := func(minor int64) money.Amount { return money.Of(minor, goods.Currency) }
	if r.Method == Express {
		return of(r.Express), of(0), of(0)
	}
	flat, from := r.Flat, r.FreeFrom
	if f := r.FeeOf(v); f.Flat != nil {
		flat, from = *f.Flat, 0
		if f.FreeFrom != nil {
			from = *f.FreeFrom
		}
	}
	switch {
	case from == 0 || flat == 0:
		return of(flat), of(0), of(from)
	case goods.Minor >= from:
		return of(0), of(0), of(from)
	}
	return of(flat), of(from - goods.Minor), of(from)
}
