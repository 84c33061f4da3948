package web

import (
	"standin/catalog/money"
	"standin/store/audit"
	"standin/web/page/part"
)

// recordFormat writes values in the record as pages write them.
func recordFormat(currency money.Currency) audit.Format {
	return audit.Format{Money: func(minor int64) string { return part.Money(money.Of(minor, currency)) }, Time: part.Moment}
}
