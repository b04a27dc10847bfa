"""openapi-generator, `python`. A member that is set to None is sent as null if the field is among `model_fields_set`."""

import os
from importlib import import_module

# The generator's own name for the package, or that of the published one.
name = os.environ.get("PACKAGE", "openapi_client")
package, models = import_module(name), import_module(f"{name}.models")
ApiClient, Configuration = package.ApiClient, package.Configuration
PhotosApi, PublicApi, TrackingLinkApi, VehiclesApi = (
    getattr(package, f"{tag}Api") for tag in ("Photos", "Public", "TrackingLink", "Vehicles")
)
ApiException = import_module(f"{name}.exceptions").ApiException
TrackingLinkCreate, VehicleCreate, VehicleUpdate = models.TrackingLinkCreate, models.VehicleCreate, models.VehicleUpdate

client = ApiClient(Configuration(host=os.environ["BASE"], access_token=os.environ["KEY"]))
vehicles, links = VehiclesApi(client), TrackingLinkApi(client)


def refused(status, call, *arguments, **named):
    """The problem with which a call is refused."""
    try:
        call(*arguments, **named)
    except ApiException as error:
        assert error.status == status, error
        return error.data
    raise AssertionError(f"{status} was expected")


def car(year=2021):
    return VehicleCreate(year=year, make="Toyota", model="Land Cruiser", colour="white")


ids = [f"ext:{name}-{number}" for number in (1, 2, 3)]
assert [vehicles.put_vehicle_with_http_info(id, car()).status_code for id in ids] == [201, 201, 201]
assert vehicles.put_vehicle_with_http_info(ids[0], car()).status_code == 200
seen, cursor = set(), None
while True:
    page = vehicles.list_vehicles(limit=2, cursor=cursor)
    assert not seen & {vehicle.id for vehicle in page.data}
    seen |= {vehicle.id for vehicle in page.data}
    cursor = page.next_cursor
    if cursor is None:
        break
assert len(seen) >= 3

read = vehicles.get_vehicle_with_http_info(ids[0])
etag = read.headers["etag"]
changed = vehicles.update_vehicle_with_http_info(ids[0], VehicleUpdate(colour=None, vessel="Morning Calm"), if_match=etag)
assert changed.data.colour is None and changed.data.vessel == "Morning Calm" and changed.headers["etag"] != etag
stale = refused(412, vehicles.update_vehicle, ids[0], VehicleUpdate(colour="red"), if_match=etag)
assert (stale.code, stale.vehicle.id) == ("precondition_failed", read.data.id)
unknown = VehicleCreate.model_construct(year=1700, make="Toyota", model="Land Cruiser")
invalid = refused(422, vehicles.put_vehicle, ids[0], unknown)
assert invalid.errors[0].pointer == "/year"

link = links.create_tracking_link(ids[0], tracking_link_create=TrackingLinkCreate(), idempotency_key=f"link-{name}")
again = refused(
    409, links.create_tracking_link, ids[0], tracking_link_create=TrackingLinkCreate(), idempotency_key=f"another-{name}",
)
assert (again.code, again.tracking_link.url) == ("tracking_link_exists", link.url)
assert PhotosApi(client).create_photo(ids[0], file=os.environ["PHOTO"]).id.startswith("pho_")
view = PublicApi(client).get_public_tracking(link.url.rsplit("/", 1)[1])
assert view.vehicle.title == "2021 Toyota Land Cruiser"
