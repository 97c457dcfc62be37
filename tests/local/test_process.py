"""Background processes: found again by a later command, ended with all they started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil
import pytest

from fazhi_local.process import BackgroundProcess

FAMILY = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import signal; signal.pause()'])"


@pytest.fixture
def process(tmp_path: Path):
    command = [sys.executable, "-c", FAMILY]
    made = BackgroundProcess("family", command, tmp_path / "run" / "family.pid", tmp_path / "logs" / "family.log")
    yield made
    made.stop()


def test_a_process_is_started_once_and_found_again(process: BackgroundProcess, tmp_path: Path):
    process.start(os.environ, tmp_path)
    first = process.pid_file.read_text()
    process.start(os.environ, tmp_path)
    assert process.pid_file.read_text() == first
    assert process.running()


def test_stopping_ends_the_children_too(process: BackgroundProcess, tmp_path: Path):
    process.start(os.environ, tmp_path)
    parent = psutil.Process(process.pid)
    while not (children := parent.children(recursive=True)):
        assert parent.is_running()
    process.stop()
    assert not process.running()
    assert not any(child.is_running() for child in children)


def test_a_pid_that_now_belongs_to_another_program_is_not_ours(process: BackgroundProcess):
    process.pid_file.parent.mkdir(parents=True)
    process.pid_file.write_text(f"{os.getpid()} 1.0")
    assert not process.running()
    process.stop()
    assert psutil.pid_exists(os.getpid())


def test_a_process_gives_way_with_all_it_starts(process: BackgroundProcess, tmp_path: Path):
    process.start(os.environ, tmp_path, niceness=10)
    parent = psutil.Process(int(process.pid_file.read_text().split()[0]))
    while not (children := parent.children(recursive=True)):
        assert parent.is_running()
    assert [each.nice() for each in (parent, *children)] == [10, 10]
    weighed = Path(f"/proc/{parent.pid}/autogroup")
    assert not weighed.exists() or weighed.read_text().split()[-1] == "10"


def test_the_end_of_the_log_is_there_for_an_error_message(tmp_path: Path):
    made = BackgroundProcess(
        "speaker", [sys.executable, "-c", "print('port taken')"], tmp_path / "pid", tmp_path / "log"
    )
    made.start(os.environ, tmp_path)
    psutil.wait_procs(psutil.Process().children(), timeout=10)
    assert made.log_tail() == "port taken"
