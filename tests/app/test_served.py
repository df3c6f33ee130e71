"""The page as it is served: to this computer, to the page itself, and in a browser."""

from __future__ import annotations

import contextlib
import http.client
import json
import queue
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from simulator.app.served import serve
from simulator.errors import InputError
from simulator.experiment.prepare import prepare
from tests.app.explored import MOST, exploration, short_place

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
COMMAND = (sys.executable, "-c", "from simulator.cli import main; main()", "app")


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """The command as it is typed, its folder and port; ended by a key press."""
    folder = tmp_path_factory.mktemp("app")
    file = short_place(folder)
    words = [*COMMAND, str(file), "--port", "0", "--no-open", "--most", str(MOST)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as done:
        line = done.stdout.readline()
        assert line.startswith("page: http://127.0.0.1:"), (line, done.stderr.read())
        yield folder, int(line.split(":")[3].split("/")[0])
        done.send_signal(signal.SIGINT)
        assert "Traceback" not in done.stderr.read()


def asked(port, path, body=None, *, host="127.0.0.1", by="page"):
    """The status, kind and content of an answer."""
    told = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Host": f"{host}:{port}", **({"X-Stepdown": by} if by else {})}
    content = None if body is None else body if isinstance(body, bytes) else json.dumps(body)
    with contextlib.closing(told):
        told.request("GET" if body is None else "POST", path, content, headers)
        answer = told.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()


def beds_of(port):
    levers = json.loads(asked(port, "/about")[2])["levers"]
    return next(each for each in levers if each.get("unit") == "beds")


def test_the_page_and_its_parts(started):
    _, port = started
    for path, kind in (("/", "text/html"), ("/page.js", "text/javascript"), ("/page.css", "text")):
        status, headers, text = asked(port, path, by="")
        assert status == 200
        assert headers["content-type"].startswith(kind)
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")


def test_about_says_what_can_be_moved(started):
    status, _, text = asked(started[1], "/about")
    about = json.loads(text)
    assert status == 200
    assert about["title"] == "A short place"
    assert {"name", "panel", "label", "given"} <= set(about["levers"][0])


def test_other_sites_are_not_answered(started):
    _, port = started
    assert asked(port, "/about", host="evil.example")[0] == 400
    assert asked(port, "/about", by="")[0] == 403
    for path in ("/explore", "/save", "/text"):
        assert asked(port, path, {"levers": {}}, by="")[0] == 403
    assert asked(port, "/../short.yaml")[0] == 404


def test_looks_come_as_lines(started):
    _, port = started
    beds = beds_of(port)
    status, _, text = asked(port, "/explore", {"levers": {beds["name"]: beds["given"] - 4}})
    looks = [json.loads(line) for line in text.splitlines()]
    assert status == 200
    assert looks[-1]["replications"] == MOST
    assert looks[-1]["headline"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "not understood"),
        (b"[]", "not understood"),
        (b"x" * 200_000, "too much"),
        ({"levers": {"lever999": 1}}, "no lever"),
        ({"levers": []}, "not understood"),
    ],
)
def test_what_is_asked_wrongly_is_said(started, body, says):
    status, _, text = asked(started[1], "/explore", body)
    assert status == 422
    assert says in json.loads(text)["problems"][0]


def test_what_cannot_be_run_is_said_in_its_line(started):
    _, port = started
    status, _, text = asked(port, "/explore", {"levers": {beds_of(port)["name"]: 0}})
    assert status == 200
    assert json.loads(text)["problems"]


def test_saving_names_the_command_that_gives_the_same(started):
    folder, port = started
    beds = beds_of(port)
    levers = {beds["name"]: beds["given"] + 2}
    told = {"levers": levers, "name": "more", "title": "More", "replications": 4}
    status, _, text = asked(port, "/save", told)
    saved = json.loads(text)
    assert status == 200, saved
    assert prepare(folder / "more.yaml").scenario.title == "More"
    assert saved["next"].startswith("stepdown compare ")
    assert saved["next"].endswith("more.yaml --replications 4 --seed 1")
    assert asked(port, "/save", told)[0] == 422
    assert asked(port, "/save", {"levers": {}, "name": "none"})[0] == 422
    assert not (folder / "none.yaml").exists()


def test_a_port_that_is_taken_is_said(started, tmp_path):
    ready = exploration(tmp_path)
    with pytest.raises(InputError) as caught:
        serve(ready, started[1], lambda _: None)
    ready.close()
    assert "cannot be listened on" in caught.value.problems[0].says


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not there")
def test_a_planner_moves_a_lever_watches_and_saves(started):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not there")
    folder, port = started
    told: queue.Queue[BaseException | None] = queue.Queue()

    def walk():  # playwright wants a thread without a loop of its own
        try:
            with sync_api.sync_playwright() as browsers:
                _walk(browsers, port)
            told.put(None)
        except BaseException as error:
            told.put(error)

    thread = threading.Thread(target=walk)
    thread.start()
    thread.join(120)
    error = told.get_nowait()
    if error is not None:
        raise error
    saved = prepare(folder / "found_by_hand.yaml")
    assert saved.scenario.title == "Found by hand"


def _walk(browsers, port):
    browser = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints, elsewhere = [], []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda said: complaints.append(str(said)))
    page.on(
        "request",
        lambda each: (
            None
            if each.url.startswith((f"http://127.0.0.1:{port}/", "data:"))
            else elsewhere.append(each.url)
        ),
    )
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector(".lever")
    box = page.locator(".lever", has_text="General and acute").locator("input[type=number]").first
    box.fill(str(int(box.input_value()) - 3))
    box.press("Tab")
    page.wait_for_selector("#figures:not([hidden]):not(.stale)")
    page.wait_for_selector("#stop:disabled")
    assert page.inner_text("#count") == f"{MOST} replications"
    assert "hold" in page.inner_text("#sentence")
    assert page.locator("#headline tbody tr").count() >= 4
    page.fill("#name", "found_by_hand")
    page.fill("#name-title", "Found by hand")
    page.click("#saving button")
    page.wait_for_selector("#saved code")
    page.click("#undo")
    page.wait_for_selector("#figures", state="hidden")
    # What is narrower than the page must not make it scroll sideways.
    page.set_viewport_size({"width": 380, "height": 800})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 380
    browser.close()
    assert complaints == []
    assert elsewhere == []
