from workbench.running.energy import measured_energy


def test_cards_and_packages_add_up_over_the_timed_calls():
    grown = {
        "gpu.gpu_energy_joules[0]": 300.0,
        "gpu.gpu_energy_joules[1]": 100.0,
        "host_energy.cpu_energy_joules[0]": 50.0,
        "cpu_tree.user_seconds": 1.0,
    }
    assert measured_energy({"measure": grown, "setup": grown}) == {
        "card_energy_joules": 400.0,
        "cpu_energy_joules": 50.0,
    }


def test_where_nobody_counts_there_is_nothing():
    assert measured_energy({}) == measured_energy({"measure": {"cpu_tree.user_seconds": 1.0}}) == {}
