"""Run by the tests in a process of its own: a Ray cluster that stands at an address, used from another process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from workbench.backends.ray import Ray
from workbench.child.ray import LOCAL_SETTINGS
from workbench.clusters.ray import RayCluster
from workbench.model.cluster import Access


def use(address, scratch):
    from mine import describe_threads, square, who

    cluster = RayCluster(Access("ray", address), scratch)
    cluster.connect()
    backend = Ray(1, threads_per_worker=2, scratch=scratch)
    backend.start_on(cluster.choose(1))
    seen = {
        "who": backend.map(who, range(12)),
        "squares": backend.map(square, range(9)),
        "threads": backend.map(describe_threads, range(2)),
    }
    placing = backend.placing()
    for way, held in (("scattered", placing.scatter([5])), ("broadcast", placing.broadcast(6))):
        seen[way] = placing.gather(placing.compute(divmod, [2], held))
    seen["by_item"] = placing.gather(placing.compute(square, [3]))
    try:
        placing.gather(placing.compute(divmod, [0], placing.scatter([5])))
    except ZeroDivisionError as error:
        seen["raised"] = str(error)
    seen["engine"] = {node: str(told) for node, told in cluster.engine_figures(list(cluster.choose(1).workers)).items()}
    backend.stop()
    cluster.close()
    return seen


def main(out, argument):
    os.environ.update(LOCAL_SETTINGS)
    import ray

    with tempfile.TemporaryDirectory(prefix="r") as folder:
        ray.init(
            "local",
            num_cpus=argument["workers"],
            include_dashboard=False,
            logging_level="ERROR",
            _node_ip_address="127.0.0.1",
            _temp_dir=folder,
        )
        address = ray.get_runtime_context().gcs_address
        subprocess.run([sys.executable, __file__, out, json.dumps({"use": address})], check=True, timeout=120)
        left = ray.cluster_resources()["CPU"]
        ray.shutdown()
    with open(out) as file:
        seen = json.load(file)
    with open(out, "w") as file:
        json.dump(dict(seen, still_there=left), file)


if __name__ == "__main__":
    arguments = json.loads(sys.argv[2])
    if "use" in arguments:
        with open(sys.argv[1], "w") as target, tempfile.TemporaryDirectory() as scratch_folder:
            json.dump(use(arguments["use"], scratch_folder), target)
    else:
        main(sys.argv[1], arguments)
