from .pages import ColumnPage, HomePage, TopicPage
from .register import SiteDomain, SiteProfile

__all__ = ["ColumnPage", "HomePage", "SiteDomain", "SiteProfile", "TopicPage"]
