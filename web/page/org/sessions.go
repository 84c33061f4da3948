package orgpage

// SessionsView is who acted for members of an organization.
type SessionsView struct {
	Name, Back string
	Rows       []SessionRow
	Next       string // address of the next page
}

// SessionRow is one time somebody acted for a member.
type SessionRow struct {
	Who, For, When, Why, Mode, Ended string
	Lines                            []SessionLine
}

// SessionLine is one sentence about what was done.
type SessionLine struct {
	Icon, Text string
	Refused    bool
}
