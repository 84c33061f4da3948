package session

import "strings"

// families are looked for in this order: browsers name those they descend from as well.
var families = []struct{ mark, name string }{
	{"Edg/", "Edge"}, {"EdgA/", "Edge"}, {"EdgiOS/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
	{"Vivaldi/", "Vivaldi"}, {"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"}, {"CriOS/", "Chrome"}, {"HeadlessChrome/", "Chrome"},
	{"Chromium/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}, {"Go-http-client/", "Go"},
}

var platforms = []struct{ mark, name string }{
	{"Android", "Android"}, {"iPhone", "iOS"}, {"iPad", "iOS"}, {"iPod", "iOS"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
	{"Macintosh", "macOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}, {"X11", "Unix"},
}

// Family reads a User-Agent header: the browser's family without its version, and the platform. An update of the browser changes
// neither. What it does not know is "other".
func Family(agent string) (browser, platform string) {
	browser, platform = "other", "other"
	for _, f := range families {
		if strings.Contains(agent, f.mark) {
			browser = f.name
			break
		}
	}
	for _, p := range platforms {
		if strings.Contains(agent, p.mark) {
			platform = p.name
			break
		}
	}
	return browser, platform
}
