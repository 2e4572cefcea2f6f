"""The first schema, and the triggers that keep both chains append-only.

Revision: 0001, after None.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("email_index", sa.String(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email_index"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_attempt_subject"), "attempt", ["subject"], unique=False)
    op.create_table(
        "departement",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("callback", sa.String(), nullable=False),
        sa.Column("framework_ends_on", sa.Date(), nullable=True),
        sa.Column("france_travail", sa.Boolean(), nullable=False),
        sa.Column("pic_ipr", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "journalentry",
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("index"),
        sa.UniqueConstraint("link"),
    )
    op.create_index(op.f("ix_journalentry_subject"), "journalentry", ["subject"], unique=False)
    op.create_table(
        "outboxmessage",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("transmission_id", sa.String(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_outboxmessage_provider_id"), "outboxmessage", ["provider_id"], unique=False)
    op.create_index(op.f("ix_outboxmessage_status"), "outboxmessage", ["status"], unique=False)
    op.create_index(op.f("ix_outboxmessage_transmission_id"), "outboxmessage", ["transmission_id"], unique=False)
    op.create_table(
        "registerentry",
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("index"),
        sa.UniqueConstraint("link"),
    )
    op.create_index(op.f("ix_registerentry_subject"), "registerentry", ["subject"], unique=False)
    op.create_table(
        "safeguard",
        sa.Column("master_id", sa.String(), nullable=False),
        sa.Column("sheet_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restore_drilled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("master_id"),
    )
    op.create_table(
        "sealedobject",
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("object_id", "case_id"),
    )
    op.create_index(op.f("ix_sealedobject_case_id"), "sealedobject", ["case_id"], unique=False)
    op.create_table(
        "accountscope",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["departement"],
            ["departement.code"],
        ),
        sa.PrimaryKeyConstraint("account_id", "departement"),
    )
    op.create_table(
        "case",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("agdref_index", sa.String(), nullable=True),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("support_ended_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["departement"],
            ["departement.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_case_agdref_index"), "case", ["agdref_index"], unique=False)
    op.create_index(op.f("ix_case_departement"), "case", ["departement"], unique=False)
    op.create_table(
        "deadline",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("transmission_id", sa.String(), nullable=True),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column("delay", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroy_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["departement"],
            ["departement.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_deadline_due_at"), "deadline", ["due_at"], unique=False)
    op.create_index(op.f("ix_deadline_subject_id"), "deadline", ["subject_id"], unique=False)
    op.create_index(op.f("ix_deadline_transmission_id"), "deadline", ["transmission_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("switchboard", sa.String(), nullable=False),
        sa.Column("archive_format", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["departement"],
            ["departement.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_partner_departement"), "partner", ["departement"], unique=False)
    op.create_table(
        "websession",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index(op.f("ix_websession_account_id"), "websession", ["account_id"], unique=False)
    op.create_table(
        "agreement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_agreement_case_id"), "agreement", ["case_id"], unique=False)
    op.create_table(
        "casereferent",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
        ),
        sa.PrimaryKeyConstraint("case_id", "account_id"),
    )
    op.create_index(op.f("ix_casereferent_account_id"), "casereferent", ["account_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_test_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_contact_partner_id"), "contact", ["partner_id"], unique=False)
    op.create_table(
        "convention",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("withheld", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_convention_partner_id"), "convention", ["partner_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_notice_case_id"), "notice", ["case_id"], unique=False)
    op.create_table(
        "fiche",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("corrects", sa.String(), nullable=True),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["case.id"],
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["started_by"],
            ["account.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_fiche_case_id"), "fiche", ["case_id"], unique=False)
    op.create_table(
        "transmission",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("departement", sa.String(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("fiche_version_id", sa.String(), nullable=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("convention_id", sa.String(), nullable=True),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("key_channel", sa.String(), nullable=False),
        sa.Column("archive_status", sa.String(), nullable=False),
        sa.Column("key_status", sa.String(), nullable=False),
        sa.Column("archive_format", sa.String(), nullable=False),
        sa.Column("archive_name", sa.String(), nullable=False),
        sa.Column("archive_size", sa.Integer(), nullable=False),
        sa.Column("archive_sha256", sa.String(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=True),
        sa.Column("passphrase", sa.LargeBinary(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archive_status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["account.id"],
        ),
        sa.ForeignKeyConstraint(
            ["departement"],
            ["departement.code"],
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index(op.f("ix_transmission_archive_status"), "transmission", ["archive_status"], unique=False)
    op.create_index(op.f("ix_transmission_case_id"), "transmission", ["case_id"], unique=False)
    op.create_index(op.f("ix_transmission_created_by"), "transmission", ["created_by"], unique=False)
    op.create_index(op.f("ix_transmission_departement"), "transmission", ["departement"], unique=False)
    op.create_index(op.f("ix_transmission_partner_id"), "transmission", ["partner_id"], unique=False)
    op.create_table(
        "ficheversion",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("fiche_id", sa.String(), nullable=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["fiche_id"],
            ["fiche.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_ficheversion_fiche_id"), "ficheversion", ["fiche_id"], unique=False)
    keep_append_only("registerentry")
    keep_append_only("journalentry")


def keep_append_only(table: str) -> None:
    """Refuse any change of an entry in the database itself, whoever asks (docs/security.md)."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_ficheversion_fiche_id"), table_name="ficheversion")
    op.drop_table("ficheversion")
    op.drop_index(op.f("ix_transmission_partner_id"), table_name="transmission")
    op.drop_index(op.f("ix_transmission_departement"), table_name="transmission")
    op.drop_index(op.f("ix_transmission_created_by"), table_name="transmission")
    op.drop_index(op.f("ix_transmission_case_id"), table_name="transmission")
    op.drop_index(op.f("ix_transmission_archive_status"), table_name="transmission")
    op.drop_table("transmission")
    op.drop_index(op.f("ix_fiche_case_id"), table_name="fiche")
    op.drop_table("fiche")
    op.drop_index(op.f("ix_notice_case_id"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_convention_partner_id"), table_name="convention")
    op.drop_table("convention")
    op.drop_index(op.f("ix_contact_partner_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_casereferent_account_id"), table_name="casereferent")
    op.drop_table("casereferent")
    op.drop_index(op.f("ix_agreement_case_id"), table_name="agreement")
    op.drop_table("agreement")
    op.drop_index(op.f("ix_websession_account_id"), table_name="websession")
    op.drop_table("websession")
    op.drop_index(op.f("ix_partner_departement"), table_name="partner")
    op.drop_table("partner")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_deadline_transmission_id"), table_name="deadline")
    op.drop_index(op.f("ix_deadline_subject_id"), table_name="deadline")
    op.drop_index(op.f("ix_deadline_due_at"), table_name="deadline")
    op.drop_table("deadline")
    op.drop_index(op.f("ix_case_departement"), table_name="case")
    op.drop_index(op.f("ix_case_agdref_index"), table_name="case")
    op.drop_table("case")
    op.drop_table("accountscope")
    op.drop_index(op.f("ix_sealedobject_case_id"), table_name="sealedobject")
    op.drop_table("sealedobject")
    op.drop_table("safeguard")
    op.drop_index(op.f("ix_registerentry_subject"), table_name="registerentry")
    op.drop_table("registerentry")
    op.drop_index(op.f("ix_outboxmessage_transmission_id"), table_name="outboxmessage")
    op.drop_index(op.f("ix_outboxmessage_status"), table_name="outboxmessage")
    op.drop_index(op.f("ix_outboxmessage_provider_id"), table_name="outboxmessage")
    op.drop_table("outboxmessage")
    op.drop_index(op.f("ix_journalentry_subject"), table_name="journalentry")
    op.drop_table("journalentry")
    op.drop_table("departement")
    op.drop_index(op.f("ix_attempt_subject"), table_name="attempt")
    op.drop_table("attempt")
    op.drop_table("account")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION registerentry_append_only()")
        op.execute("DROP FUNCTION journalentry_append_only()")
