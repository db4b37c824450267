"""The database itself refuses to change a line, and on PostgreSQL to remove one before its time (R-1.13.7).

On SQLite only changing is refused: emptying a table row by row is how its test databases are cleared.
"""

from django.db import migrations

POSTGRESQL = (
    """
    CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.at < now() - interval '183 days' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the audit trail is append-only';
    END $$
    """,
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_append_only()
    """,
)
SQLITE = (
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE ON audit_auditentry
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
)


def guard(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER audit_append_only ON audit_auditentry")
        schema_editor.execute("DROP FUNCTION audit_append_only")
    else:
        schema_editor.execute("DROP TRIGGER audit_append_only")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
