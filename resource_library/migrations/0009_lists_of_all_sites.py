from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('resource_library', '0008_duplicates_and_figures'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(fields=['state', '-updated_at', '-id'], name='resource_by_state'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(fields=['kind', '-updated_at', '-id'], name='resource_by_kind'),
        ),
    ]
