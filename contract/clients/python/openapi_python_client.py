"""openapi-python-client. It does not parse answers that are pictures, and says so: `sync_detailed` has their bytes."""

import os

from importops_client import AuthenticatedClient
from importops_client.api.photos import create_photo
from importops_client.api.public import get_public_tracking
from importops_client.api.tracking_link import create_tracking_link
from importops_client.api.vehicles import get_vehicle, list_vehicles, put_vehicle, update_vehicle
from importops_client.models import PictureUpload, TrackingLinkCreate, VehicleCreate, VehicleUpdate
from importops_client.types import UNSET, File

client = AuthenticatedClient(base_url=os.environ["BASE"], token=os.environ["KEY"])


def car(year=2021):
    return VehicleCreate(year=year, make="Toyota", model="Land Cruiser", colour="white")


def put(id, vehicle):
    return put_vehicle.sync_detailed(id, client=client, body=vehicle)


ids = [f"ext:opc-{number}" for number in (1, 2, 3)]
assert [put(id, car()).status_code for id in ids] == [201, 201, 201]
assert put(ids[0], car()).status_code == 200
seen, cursor = set(), UNSET
while cursor is not None:
    page = list_vehicles.sync(client=client, limit=2, cursor=cursor)
    assert not seen & {vehicle.id for vehicle in page.data}
    seen |= {vehicle.id for vehicle in page.data}
    cursor = page.next_cursor
assert len(seen) >= 3

read = get_vehicle.sync_detailed(ids[0], client=client)
etag = read.headers["ETag"]


def patch(update):
    return update_vehicle.sync_detailed(ids[0], client=client, body=update, if_match=etag)


changed = patch(VehicleUpdate(colour=None, vessel="Morning Calm"))
assert changed.parsed.colour is None and changed.parsed.vessel == "Morning Calm" and changed.headers["ETag"] != etag
stale = patch(VehicleUpdate(colour="red"))
assert (stale.status_code, stale.parsed.code, stale.parsed.vehicle.id) == (412, "precondition_failed", read.parsed.id)
invalid = put(ids[0], car(1700))
assert (invalid.status_code, invalid.parsed.errors[0].pointer) == (422, "/year")


def make_link(key):
    return create_tracking_link.sync_detailed(ids[0], client=client, body=TrackingLinkCreate(), idempotency_key=key)


link, again = make_link("link-opc").parsed, make_link("another-opc")
assert (again.status_code, again.parsed.tracking_link.url) == (409, link.url)
with open(os.environ["PHOTO"], "rb") as photo:
    upload = PictureUpload(file=File(payload=photo, file_name="car.webp", mime_type="image/webp"))
    assert create_photo.sync_detailed(ids[0], client=client, body=upload).status_code == 201
view = get_public_tracking.sync(link.url.rsplit("/", 1)[1], client=client)
assert view.vehicle.title == "2021 Toyota Land Cruiser"
