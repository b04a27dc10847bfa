// openapi-generator, `go`. The answer is there beside an error, and Body() of the error is the problem. Setting a member to
// nil sends null.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"scenario/importops"
)

func assert(holds bool, what ...any) {
	if !holds {
		panic(fmt.Sprint(what...))
	}
}

// The problem with which a request is refused.
func refused(status int, answer *http.Response, err error) importops.Problem {
	var refusal *importops.GenericOpenAPIError
	assert(errors.As(err, &refusal), "a refusal was expected, not ", err)
	assert(answer.StatusCode == status, answer.Status, string(refusal.Body()))
	var problem importops.Problem
	assert(json.Unmarshal(refusal.Body(), &problem) == nil, string(refusal.Body()))
	return problem
}

func ok(status int, answer *http.Response, err error) {
	assert(err == nil, err)
	assert(answer.StatusCode == status, answer.Status)
}

func main() {
	configuration := importops.NewConfiguration()
	configuration.Servers = importops.ServerConfigurations{{URL: os.Getenv("BASE")}}
	client := importops.NewAPIClient(configuration)
	as := context.WithValue(context.Background(), importops.ContextAccessToken, os.Getenv("KEY"))
	vehicles := client.VehiclesAPI

	car := importops.NewVehicleCreate("Toyota", "Land Cruiser", 2021)
	car.SetColour("white")
	ids := []string{"ext:go-1", "ext:go-2", "ext:go-3"}
	for _, id := range ids {
		_, answer, err := vehicles.PutVehicle(as, id).VehicleCreate(*car).Execute()
		ok(201, answer, err)
	}
	first := ids[0]
	_, answer, err := vehicles.PutVehicle(as, first).VehicleCreate(*car).Execute()
	ok(200, answer, err)

	seen := map[string]bool{}
	for list := vehicles.ListVehicles(as).Limit(2); ; {
		page, answer, err := list.Execute()
		ok(200, answer, err)
		for _, vehicle := range page.Data {
			assert(!seen[vehicle.Id], vehicle.Id)
			seen[vehicle.Id] = true
		}
		next := page.NextCursor.Get()
		if next == nil {
			break
		}
		list = list.Cursor(*next)
	}
	assert(len(seen) >= 3, seen)

	read, answer, err := vehicles.GetVehicle(as, first).Execute()
	ok(200, answer, err)
	tag := answer.Header.Get("ETag")
	_, answer, _ = vehicles.GetVehicle(as, first).IfNoneMatch(tag).Execute()
	assert(answer.StatusCode == 304, answer.Status)
	update := importops.NewVehicleUpdate()
	update.SetColourNil()
	update.SetVessel("Morning Calm")
	changed, answer, err := vehicles.UpdateVehicle(as, first).VehicleUpdate(*update).IfMatch(tag).Execute()
	ok(200, answer, err)
	assert(changed.Colour.Get() == nil && *changed.Vessel.Get() == "Morning Calm" && answer.Header.Get("ETag") != tag)
	_, answer, err = vehicles.UpdateVehicle(as, first).VehicleUpdate(*update).IfMatch(tag).Execute()
	stale := refused(412, answer, err)
	assert(stale.Code == "precondition_failed" && stale.Vehicle.Id == read.Id, stale)
	car.Year = 1700
	_, answer, err = vehicles.PutVehicle(as, first).VehicleCreate(*car).Execute()
	invalid := refused(422, answer, err)
	assert(invalid.Errors[0].Pointer == "/year", invalid)

	create := func(key string) (*importops.TrackingLink, *http.Response, error) {
		body := *importops.NewTrackingLinkCreate()
		return client.TrackingLinkAPI.CreateTrackingLink(as, first).TrackingLinkCreate(body).IdempotencyKey(key).Execute()
	}
	link, answer, err := create("link-go")
	ok(201, answer, err)
	_, answer, err = create("another-go")
	again := refused(409, answer, err)
	assert(again.Code == "tracking_link_exists" && *again.TrackingLink.Url.Get() == *link.Url.Get(), again)
	photo, err := os.Open(os.Getenv("PHOTO"))
	assert(err == nil, err)
	_, answer, err = client.PhotosAPI.CreatePhoto(as, first).File(photo).Execute()
	ok(201, answer, err)
	url := *link.Url.Get()
	view, answer, err := client.PublicAPI.GetPublicTracking(context.Background(), url[strings.LastIndex(url, "/")+1:]).Execute()
	ok(200, answer, err)
	assert(view.Vehicle.Title == "2021 Toyota Land Cruiser", view.Vehicle.Title)

	// A later version of the server may add members.
	later, _ := changed.ToMap()
	later["added_later"] = true
	text, _ := json.Marshal(later)
	assert(json.Unmarshal(text, new(importops.Vehicle)) == nil, string(text))
}
