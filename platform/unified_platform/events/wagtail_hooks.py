from wagtail_modeladmin.options import modeladmin_register

from .registers import DeliveryAdmin

modeladmin_register(DeliveryAdmin)
