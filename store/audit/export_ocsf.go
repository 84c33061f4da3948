package audit

import (
	"strconv"
)

// ocsfVersion is the version of the Open Cybersecurity Schema Framework whose shape the events have.
const ocsfVersion = "1.5.0"

// The classes of events that are used, and their categories.
const (
	classUserAccess  = 3005 // User Access Management, of Identity & Access Management
	classAPIActivity = 6003 // API Activity, of Application Activity
)

// Activities of class 6003, and of 3005; 99 is "other" in every class.
const (
	ocsfCreate, ocsfRead, ocsfUpdate, ocsfDelete = 1, 2, 3, 4
	ocsfAssign, ocsfRevoke, ocsfRole, ocsfNoRole = 1, 2, 3, 4
	ocsfOther                                    = 99
)

// ocsfEvent is one entry in OCSF shape. actor.user is who was really there; whom they acted for is the first of resources, and stands
// in unmapped as RFC 8693 writes it.
type ocsfEvent struct {
	ActivityID   int            `json:"activity_id"`
	ActivityName string         `json:"activity_name"`
	CategoryUID  int            `json:"category_uid"`
	CategoryName string         `json:"category_name"`
	ClassUID     int            `json:"class_uid"`
	ClassName    string         `json:"class_name"`
	TypeUID      int            `json:"type_uid"`
	Time         int64          `json:"time"`
	SeverityID   int            `json:"severity_id"`
	Severity     string         `json:"severity"`
	StatusID     int            `json:"status_id"`
	Status       string         `json:"status"`
	StatusDetail string         `json:"status_detail,omitempty"`
	Message      string         `json:"message"`
	Metadata     ocsfMetadata   `json:"metadata"`
	Actor        ocsfActor      `json:"actor"`
	User         *ocsfUser      `json:"user,omitempty"`       // of class 3005: who was given, or lost, the right
	Privileges   []string       `json:"privileges,omitempty"` // the same
	API          ocsfAPI        `json:"api"`
	SrcEndpoint  ocsfEndpoint   `json:"src_endpoint"`
	HTTPRequest  *ocsfRequest   `json:"http_request,omitempty"`
	HTTPResponse *ocsfResponse  `json:"http_response,omitempty"`
	Resources    []ocsfResource `json:"resources,omitempty"`
	Unmapped     ocsfUnmapped   `json:"unmapped"`
}

type ocsfMetadata struct {
	Version      string      `json:"version"`
	Product      ocsfProduct `json:"product"`
	UID          string      `json:"uid"` // the entry
	EventCode    string      `json:"event_code"`
	OriginalTime string      `json:"original_time"`
	CorrelateUID string      `json:"correlation_uid,omitempty"` // the impersonation session
}

type ocsfProduct struct {
	Name       string `json:"name"`
	VendorName string `json:"vendor_name"`
}

type ocsfActor struct {
	User    ocsfUser     `json:"user"`
	Session *ocsfSession `json:"session,omitempty"`
}

type ocsfUser struct {
	UID    string `json:"uid,omitempty"`
	Name   string `json:"name,omitempty"`
	TypeID int    `json:"type_id"`
	Type   string `json:"type"`
}

type ocsfSession struct {
	UID         string `json:"uid"`
	CreatedTime int64  `json:"created_time"`
}

type ocsfAPI struct {
	Operation string         `json:"operation"`
	Request   *ocsfUIDObject `json:"request,omitempty"`
}

type ocsfUIDObject struct {
	UID string `json:"uid"`
}

type ocsfEndpoint struct {
	IP   string `json:"ip,omitempty"`
	Name string `json:"name,omitempty"`
}

type ocsfRequest struct {
	Method    string  `json:"http_method"`
	URL       ocsfURL `json:"url"`
	UserAgent string  `json:"user_agent,omitempty"`
	UID       string  `json:"uid,omitempty"`
}

type ocsfURL struct {
	Path string `json:"path"`
}

type ocsfResponse struct {
	Code int `json:"code"`
}

type ocsfResource struct {
	UID  string `json:"uid"`
	Name string `json:"name,omitempty"`
	Type string `json:"type"`
}

// ocsfUnmapped is what OCSF has no place for: the people as RFC 8693 writes them, and the entry as it was sealed, with its proof.
type ocsfUnmapped struct {
	Sub    string        `json:"sub,omitempty"` // who was acted for, or the person themselves
	Act    *ocsfAct      `json:"act,omitempty"` // who was really there, while acting
	Reason string        `json:"reason,omitempty"`
	Ticket string        `json:"ticket,omitempty"`
	Route  string        `json:"route,omitempty"`
	Passed *sealedRecord `json:"record"`
}

type ocsfAct struct {
	Sub string `json:"sub"`
}

// sealedRecord is the entry exactly as it was sealed: text is what the leaf's hash is made of.
type sealedRecord struct {
	Text    string       `json:"text,omitempty"`
	Payload []sealedPart `json:"payload"`
	Proof   *inclusion   `json:"proof,omitempty"`
}

// class gives an event its class and activity.
func (e *ocsfEvent) class(class, activity int, name string) {
	e.ClassUID, e.ActivityID, e.ActivityName, e.TypeUID = class, activity, name, class*100+activity
	e.CategoryUID, e.ClassName, e.CategoryName = class/1000, "API Activity", "Application Activity"
	if class == classUserAccess {
		e.ClassName, e.CategoryName = "User Access Management", "Identity & Access Management"
	}
}

func personUID(id int64) string { return "person:" + strconv.FormatInt(id, 10) }
