"""The configuration of a Spark application, as rendered; YARN's and Kubernetes' were never run."""

from __future__ import annotations

import pytest

from workbench.clusters import _spark_settings as settings
from workbench.clusters._spark_settings import Layout
from workbench.errors import WorkbenchError
from workbench.model.cluster import Access

LAYOUT = Layout(2, 3)


def rendered(address, layout=LAYOUT, environment=()):
    return settings.application(Access("spark", address), layout, "/scratch", dict(environment))


def test_on_a_standalone_cluster():
    found = rendered("spark://127.0.0.1:7077", Layout(2, 3, 600 * 2**20), {"OMP_NUM_THREADS": "4", "HOME": "/"})
    assert found["spark.master"] == "spark://127.0.0.1:7077"
    assert (found["spark.executor.cores"], found["spark.cores.max"]) == ("3", "6")
    assert found["spark.executor.memory"] == "614400k"
    assert found["spark.driver.host"] == found["spark.driver.bindAddress"] == "127.0.0.1"
    assert found["spark.local.dir"] == "/scratch"
    assert {name: value for name, value in found.items() if "executorEnv" in name} == {
        "spark.executorEnv.OMP_NUM_THREADS": "4"
    }


@pytest.mark.parametrize("address", ["yarn", "k8s://https://127.0.0.1:6443"])
def test_on_yarn_and_kubernetes(address):
    found = rendered(address)
    assert found["spark.master"] == address
    assert (found["spark.executor.instances"], found["spark.executor.cores"]) == ("2", "3")
    assert found["spark.dynamicAllocation.enabled"] == "false"
    assert "spark.executor.memory" not in found
    assert ("spark.driver.host" in found) == (address != "yarn"), "YARN's address is known to Hadoop's files only"


def test_nothing_secret_is_on_the_command_line_or_in_the_settings(tmp_path):
    path = tmp_path / "secret"
    path.write_text("s3cret\n")
    access = Access("spark", "spark://127.0.0.1:7077", secret_file=str(path))
    assert settings.secrets(access)["spark.authenticate.secret"] == "s3cret"
    assert "s3cret" not in f"{settings.driver('/scratch')} {settings.application(access, Layout(1, 1), None, {})}"
    assert settings.secrets(Access("spark", "spark://127.0.0.1:7077")) == {}
    with pytest.raises(WorkbenchError, match="can't read the secret of spark://127"):
        settings.secrets(Access("spark", "spark://127.0.0.1:7077", secret_file=str(tmp_path / "none")))


def test_masters_with_standbys():
    assert settings.masters("spark://a:1,[::1]:2,b.c:3") == (("a", 1), ("::1", 2), ("b.c", 3))


def test_where_no_way_leads_there_spark_decides_about_the_address(monkeypatch):
    def unknown(*given, **more):
        raise OSError("no such host")

    monkeypatch.setattr(settings.socket, "getaddrinfo", unknown)
    assert settings.own_address("spark://nobody:7077") is None
