"""`importops mcp` driven by the official client of the Model Context Protocol for Python: what a key permits can be read, what is
proposed changes nothing, and a person confirms it by the API."""

import asyncio
import datetime
import json
import os

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

READING = {"list_vehicles", "count_vehicles", "get_vehicle", "list_notes", "list_photos"}
PROPOSING = {
    "propose_vehicle_update", "propose_stage_move", "propose_tracking_link", "propose_tracking_link_update",
    "propose_customer_note", "list_proposals", "get_proposal",
}


def check(call, program, base, token):
    """An assistant and a person; an assertion says what is wrong. The token is that of an admin."""
    asyncio.run(play(call, program, base, token))


def key(call, base, token, *scopes):
    expires = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    body = {"name": "Assistant", "scopes": list(scopes), "expires_at": expires.strftime("%Y-%m-%dT%H:%M:%SZ")}
    status, made = call(base, "POST", "/api/v1/api-keys", token, body)
    assert status == 201, (status, made)
    return made["secret"]


def assistant(program, base, secret):
    environment = {"PATH": os.environ["PATH"], "IMPORTOPS_SERVER": base, "IMPORTOPS_API_KEY": secret}
    return stdio_client(StdioServerParameters(command=program, args=["mcp"], env=environment))


async def ask(session, name, **arguments):
    """What a tool answers, and whether that is a refusal."""
    result = dump(await session.call_tool(name, arguments))
    content = result.get("structuredContent") or {"text": result["content"][0]["text"]}
    return content, bool(result.get("isError"))


def dump(model):
    return json.loads(model.model_dump_json(by_alias=True))


async def names(session):
    return {tool["name"]: tool for tool in dump(await session.list_tools())["tools"]}


async def play(call, program, base, token):
    car = {"external_id": "MCP-1", "year": 2019, "make": "Honda", "model": "Jazz"}
    status, vehicle = call(base, "POST", "/api/v1/vehicles", token, car)
    assert status == 201, (status, vehicle)
    # A key that reads vehicles: nothing can be proposed, and no link read.
    async with assistant(program, base, key(call, base, token, "vehicles.read")) as (read, write):
        async with ClientSession(read, write) as session:
            await session.initialize()
            assert set(await names(session)) == READING, await names(session)
            found, refused = await ask(session, "list_vehicles", q="Jazz")
            assert not refused and [one["id"] for one in found["data"]] == [vehicle["id"]], found
    secret = key(call, base, token, "vehicles.read", "tracking_links.read", "webhooks.manage", "proposals.write")
    async with assistant(program, base, secret) as (read, write):
        async with ClientSession(read, write) as session:
            await session.initialize()
            tools = await names(session)
            assert set(tools) == READING | PROPOSING | {"get_tracking_link", "list_events"}, sorted(tools)
            for name, tool in tools.items():
                assert tool["annotations"]["readOnlyHint"] == (not name.startswith("propose_")), tool
            await converse(call, base, token, session, vehicle)


async def converse(call, base, token, session, vehicle):
    seen, refused = await ask(session, "get_vehicle", vehicle_id="ext:MCP-1")
    assert not refused and seen["version"] == 1, seen
    events, _ = await ask(session, "list_events", event_type="vehicle.created", limit=1)
    assert events["data"][0]["vehicle_id"] == vehicle["id"], events
    missing, refused = await ask(session, "get_tracking_link", vehicle_id=vehicle["id"])
    assert refused and missing["code"] == "tracking_link_not_found", missing
    reason = "The shipping line moved the arrival."
    change = {"eta": "2031-06-20"}
    proposed, refused = await ask(
        session, "propose_vehicle_update", vehicle_id="ext:MCP-1", version=1, reason=reason, change=change
    )
    assert not refused and proposed["state"] == "waiting", proposed
    seen, _ = await ask(session, "get_vehicle", vehicle_id="ext:MCP-1")
    assert seen["eta"] is None and seen["version"] == 1, "nothing has changed"
    # Two more on the same version: one is declined, one will be out of date.
    for text in ("Loaded.", "On its way."):
        note = {"scope": "customer", "body": text}
        told, refused = await ask(
            session, "propose_customer_note", vehicle_id=vehicle["id"], version=1, reason=reason, change=note
        )
        assert not refused, told
    waiting, _ = await ask(session, "list_proposals", state="waiting")
    assert len(waiting["data"]) == 3, waiting
    declined, late = waiting["data"][0]["id"], waiting["data"][1]["id"]
    status, _ = call(base, "POST", f"/api/v1/proposals/{declined}/decline", token, {})
    assert status == 200, status
    status, confirmed = call(base, "POST", f"/api/v1/proposals/{proposed['id']}/confirmation", token, {})
    assert status == 200 and confirmed["state"] == "confirmed", (status, confirmed)
    seen, _ = await ask(session, "get_vehicle", vehicle_id="ext:MCP-1")
    assert seen["eta"] == "2031-06-20" and seen["version"] == 2, seen
    for one, state in ((proposed["id"], "confirmed"), (declined, "declined"), (late, "stale")):
        now, _ = await ask(session, "get_proposal", proposal_id=one)
        assert now["state"] == state, now
    status, stale = call(base, "POST", f"/api/v1/proposals/{late}/confirmation", token, {})
    assert status == 409 and stale["code"] == "proposal_stale", (status, stale)
    # What is refused is said so that it can be mended.
    old, refused = await ask(
        session, "propose_stage_move", vehicle_id=vehicle["id"], version=1, reason=reason, change={"stage": "in_transit"}
    )
    assert refused and old["code"] == "proposal_stale", old
    far, refused = await ask(
        session, "propose_stage_move", vehicle_id=vehicle["id"], version=2, reason=reason, change={"stage": "sale_ready"}
    )
    assert refused and far["allowed_stages"] == ["in_transit", "arrived"], far
    unknown, refused = await ask(session, "get_vehicle", vehicle_id=vehicle["id"], colour="red")
    assert refused and "colour" in unknown["text"], unknown
    linked, refused = await ask(
        session, "propose_tracking_link", vehicle_id=vehicle["id"], version=2, reason=reason, change={}
    )
    assert not refused, linked
    status, _ = call(base, "POST", f"/api/v1/proposals/{linked['id']}/confirmation", token, {})
    assert status == 200, status
    link, refused = await ask(session, "get_tracking_link", vehicle_id=vehicle["id"])
    assert not refused and link["state"] == "active" and link["url"], link
    hidden, refused = await ask(
        session, "propose_tracking_link_update", vehicle_id=vehicle["id"], version=link["version"], reason=reason,
        change={"options": {"show_eta": False}},
    )
    assert not refused and hidden["operation"] == "update_tracking_link", hidden
