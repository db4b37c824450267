"""Public addresses of every site."""

urlpatterns: list = []
