from django.urls import path

from . import views

urlpatterns = [
    path("healthz", views.alive),
    path("readyz", views.ready),
]
