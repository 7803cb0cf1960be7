"""Labels tell a living owner's things from a dead one's, and never guess."""

import subprocess
import sys

import pytest

from runner.docker.labels import CELL, OWNER, ROLE, Owner, labels, this_process


def owner_of_another_process(code: str) -> tuple[Owner, "subprocess.Popen[str]"]:
    says = "from runner.docker.labels import this_process; print(this_process(), flush=True);"
    process = subprocess.Popen(
        [sys.executable, "-c", says + code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return Owner.parse(process.stdout.readline().strip()), process


def test_the_labels_name_the_owner_the_role_and_the_cell() -> None:
    assert labels("agent", "local/a/m/c/t#run1") == {
        OWNER: str(this_process()),
        ROLE: "agent",
        CELL: "local/a/m/c/t#run1",
    }


def test_what_several_cells_share_names_no_cell() -> None:
    assert CELL not in labels("proxy")


def test_an_owner_is_read_back_from_its_label() -> None:
    assert Owner.parse(str(this_process())) == this_process()


@pytest.mark.parametrize("label", ["", "a:b:c:d:e", "a:b:c:1", "a:b:c:1:", "a:b:c:1:e:f", "a:b:c:-1:e", "a:b:c:0:e"])
def test_a_label_the_kit_never_wrote_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match=r"owner|Owner"):
        Owner.parse(label)


def test_this_process_lives() -> None:
    assert not this_process().is_dead()


def test_another_process_lives_until_it_is_killed_and_nobody_need_have_waited_for_it() -> None:
    owner, process = owner_of_another_process("input()")
    with process:
        assert not owner.is_dead()
        process.kill()
        process.communicate(timeout=30)
        assert owner.is_dead()


def test_a_zombie_is_dead() -> None:
    owner, process = owner_of_another_process("")
    with process:
        assert process.stdout is not None
        assert process.stdout.read() == ""  # its end of the pipe closed as it ended; not waited for yet
        while not owner.is_dead():
            pass
        assert process.returncode is None


def test_a_pid_that_was_given_out_again_is_another_owner() -> None:
    assert this_process().model_copy(update={"started": "1"}).is_dead()


def test_an_owner_from_before_the_machine_booted_is_dead() -> None:
    assert this_process().model_copy(update={"boot": "another"}).is_dead()


@pytest.mark.parametrize("elsewhere", ["machine", "namespace"])
def test_of_an_owner_elsewhere_nobody_says_that_it_is_dead(elsewhere: str) -> None:
    assert not this_process().model_copy(update={elsewhere: "another", "started": "1"}).is_dead()
