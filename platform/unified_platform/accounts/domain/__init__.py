from .roles import assign, has_role, people_with_role, revoke, role_group, site_ids_with_role

__all__ = ["assign", "has_role", "people_with_role", "revoke", "role_group", "site_ids_with_role"]
