from sites.models import SiteDomain, SiteProfile


def is_open():
    return SiteProfile.objects.exists()


def addresses():
    return [(domain.profile.standard_name, f"http://{domain.host}/") for domain in SiteDomain.objects.all()]


def accounts():
    return [("信息员", "xuanwu.writer", "a-password"), ("Editor", "xuanwu.editor", "another")]
