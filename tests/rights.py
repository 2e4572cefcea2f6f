"""How does a test live through a person's request? Short ways, each through the use case of its kind."""

import io
import json
import subprocess
import zipfile
from datetime import date
from pathlib import Path

from liaison.records import RightsRequest
from liaison.store import rights as store
from liaison.usecases import deciding_requests, person_copies, receiving_requests
from liaison.usecases.deciding_requests import Decision
from liaison.usecases.receiving_requests import Entry
from liaison.vocabulary.rights import (
    IdentityProof,
    Opinion,
    RefusalGround,
    RequestDecision,
    RequestDoor,
    Right,
)
from tests.factories import House

TODAY = date(2026, 11, 21)


def received(house: House, case_id: str, right: Right, *, by: str = "referent", on: date = TODAY) -> str:
    """Enter a request about a dossier, brought in person."""
    return house.do(receiving_requests.receive, house[by], Entry(right, RequestDoor.IN_PERSON, on, case_id))


def proved(house: House, request_id: str, *, by: str = "referent", on: date = TODAY) -> None:
    """Say that the person is known."""
    house.do(receiving_requests.prove_identity, house[by], request_id, IdentityProof.KNOWN, on)


def decided(
    house: House, request_id: str, decision: RequestDecision = RequestDecision.GRANTED, *, by: str = "coordinator",
    ground: RefusalGround | None = None, text: str = "",
) -> None:  # fmt: skip
    """Decide, the DPO heard first where the controller decides."""
    if by == "controller":
        house.do(deciding_requests.give_opinion, house["dpo"], request_id, Opinion.FAVOURABLE)
    house.do(deciding_requests.decide, house[by], request_id, Decision(decision, ground, text))


def row_of(house: House, request_id: str) -> RightsRequest:
    """Read a request as it stands."""
    return house.do(lambda ctx: store.get_request(ctx.session, request_id))


def opened(house: House, request_id: str, folder: Path, *hidden: str) -> dict[str, bytes]:
    """Make the copy, see its key once, open it with the real 7z, and give what it holds by name."""
    coordinator = house["coordinator"]
    export_id = house.do(person_copies.make, coordinator, request_id, hidden, ())
    key = house.do(person_copies.show_key, coordinator, export_id, code=house.code("coordinator"))
    name, content = house.do(person_copies.take, coordinator, export_id)
    folder.mkdir()
    (folder / name).write_bytes(content)
    command = ["7z", "x", f"-p{'-'.join(key.groups)}", f"-o{folder}", str(folder / name)]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(io.BytesIO((folder / "document.zip").read_bytes())) as packed:
        return {entry: packed.read(entry) for entry in packed.namelist()}


def machine(files: dict[str, bytes], name: str = "vos-donnees.json") -> str:
    """Give the text of the file for a machine, once it is read as JSON."""
    return json.dumps(json.loads(files[name]), ensure_ascii=False)
