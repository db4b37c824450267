"""Rules that the compose file keeps. No Docker is needed to read it."""

import json
import re

import pytest

from .files import DEPLOY, ROOT, compose, env_example, services

SERVICES = services()
ONE_SHOT = {"migrate"}
LONG_RUNNING = sorted(set(SERVICES) - ONE_SHOT)
APPLICATION = ["migrate", "web", "worker"]


def dependencies(name: str) -> dict[str, str]:
    """What `name` waits for, with the condition."""
    return {other: rule["condition"] for other, rule in SERVICES[name].get("depends_on", {}).items()}


def test_all_parts_of_an_installation_are_there():
    assert sorted(SERVICES) == [
        "edge",
        "elasticsearch",
        "migrate",
        "objectstore",
        "postgres",
        "redis",
        "web",
        "worker",
    ]


@pytest.mark.parametrize("name", SERVICES)
def test_service_runs_without_root_and_without_privileges(name):
    service = SERVICES[name]
    assert re.fullmatch(r"(?!0\b|root\b)[a-z0-9]+(:[0-9]+)?", service["user"])
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"elasticsearch"}))
def test_root_file_system_is_read_only(name):
    """Elasticsearch makes its keystore beside its configuration at start, see compose.yaml."""
    assert SERVICES[name]["read_only"] is True


@pytest.mark.parametrize("name", SERVICES)
def test_service_has_limits_and_bounded_logs(name):
    limits = SERVICES[name]["deploy"]["resources"]["limits"]
    assert sorted(limits) == ["cpus", "memory", "pids"]
    assert sorted(SERVICES[name]["logging"]["options"]) == ["max-file", "max-size"]


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_long_running_service_has_a_health_check_and_comes_back(name):
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(check)
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_one_shot_ends_and_is_waited_for():
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["healthcheck"] == {"disable": True}
    for name in ("web", "worker"):
        assert dependencies(name)["migrate"] == "service_completed_successfully"


def test_everything_waited_for_is_waited_for_until_it_is_healthy():
    conditions = {
        (name, other): condition
        for name in SERVICES
        for other, condition in dependencies(name).items()
        if other not in ONE_SHOT
    }
    assert len(conditions) >= 10
    assert set(conditions.values()) == {"service_healthy"}


def test_images_are_pinned_and_name_no_registry():
    for name, service in SERVICES.items():
        image, _, tag = service["image"].partition(":")
        assert re.fullmatch(r"[a-z]+(/[a-z]+)?", image), name
        assert tag == "${RELEASE:-latest}" if "build" in service else re.fullmatch(r"[0-9]+\.[0-9]+.*", tag), name


# ---- what the Internet reaches, and what not ----


def test_only_the_edge_publishes_ports():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["edge"]


def test_back_end_port_is_bound_to_one_address_and_by_default_to_this_host():
    published = {port.rpartition(":")[2]: port for port in SERVICES["edge"]["ports"]}
    assert sorted(published) == ["8080", "8443", "8444"]
    assert published["8444"] == "${ADMIN_BIND:-127.0.0.1}:${ADMIN_PORT:-8444}:8444"


def test_data_services_live_on_a_network_without_a_way_out():
    assert compose()["networks"]["internal"] == {"internal": True}
    networks = {name: service["networks"] for name, service in SERVICES.items()}
    assert networks == {
        "edge": ["public", "internal"],
        "web": ["internal"],
        "worker": ["internal", "outbound"],
        "migrate": ["internal"],
        "postgres": ["internal"],
        "redis": ["internal"],
        "elasticsearch": ["internal"],
        "objectstore": ["internal"],
    }


# ---- secrets ----


def test_no_secret_stands_in_the_compose_file():
    """Every variable whose name speaks of a secret is a path below /run/secrets, and no address carries a password."""
    telling = {}
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            assert not re.search(r"://[^/]*:[^/]*@", str(value)), (name, variable)
            if re.search(r"SECRET|PASSWORD|KEY|TOKEN|DATABASE_URL|REDIS_URL|ELASTICSEARCH_URL", variable):
                telling[variable] = value
    assert len(telling) >= 8
    assert {value for value in telling.values() if not value.startswith("/run/secrets/")} == set()


def test_secrets_are_files_outside_the_repository():
    files = {name: secret["file"] for name, secret in compose()["secrets"].items()}
    assert files == {name: f"./secrets/{name}" for name in files}
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_every_mounted_secret_is_declared_and_every_declared_one_is_used():
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(compose()["secrets"])


def test_every_secret_path_is_mounted_into_the_service_that_reads_it():
    for name, service in SERVICES.items():
        read = set(re.findall(r"/run/secrets/([a-z0-9_]+)", json.dumps(service)))
        assert read <= set(service.get("secrets", [])), name


# ---- the outside of the file ----


def test_every_variable_is_explained_in_the_example():
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text()))
    assert used == set(env_example())


def test_every_mounted_file_is_there():
    mounted = re.findall(r"- (\./[^:]+):", (DEPLOY / "compose.yaml").read_text())
    mounted += re.findall(r'"(\./[^:"]+):', (DEPLOY / "compose.yaml").read_text())
    assert len(mounted) >= 4
    assert [path for path in mounted if not (DEPLOY / path).is_file()] == []


def test_edge_is_told_everything_its_templates_ask_for():
    asked = set()
    for template in (DEPLOY / "nginx" / "templates").rglob("*.template"):
        asked |= set(re.findall(r"\$\{(EDGE_[A-Z_]+)\}", template.read_text()))
    told = set(SERVICES["edge"]["environment"])
    built_in = set(re.findall(r"(EDGE_[A-Z_]+)=", (ROOT / "Dockerfile").read_text()))
    assert told | built_in == asked
    assert told & built_in == set()


@pytest.mark.parametrize("name", APPLICATION)
def test_application_containers_share_one_image(name):
    assert SERVICES[name]["image"] == SERVICES["web"]["image"]
    assert SERVICES[name]["build"] == {"context": "..", "target": "application"}
