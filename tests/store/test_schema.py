from sqlite_utils import Database

from store.schema import migrations

# Pinned whole: a change to it is a new migration and a new line of this test, never an edit of an old migration.
SCHEMA = """\
CREATE TABLE "cells" (
   "cell_id" TEXT PRIMARY KEY,
   "sweep" TEXT NOT NULL,
   "tui" TEXT NOT NULL,
   "model" TEXT NOT NULL,
   "task" TEXT NOT NULL,
   "category" TEXT NOT NULL,
   "run" INTEGER NOT NULL,
   "folder" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "provisional" INTEGER NOT NULL,
   "started_at" TEXT NOT NULL,
   "ended_at" TEXT NOT NULL,
   "outcome" TEXT NOT NULL,
   "measured" INTEGER NOT NULL,
   "reason" TEXT,
   "exit_code" INTEGER,
   "wall_ms" REAL,
   "language" TEXT,
   "difficulty" TEXT,
   "agent_version" TEXT,
   "cab_version" TEXT,
   "task_digest" TEXT,
   "image_digest" TEXT,
   "calls" INTEGER NOT NULL,
   "total_tokens" INTEGER,
   "methodology" TEXT NOT NULL,
   "composite" REAL,
   "seal" TEXT NOT NULL
, "calls_estimated" INTEGER, "cost_usd" REAL, "behavior_mode" TEXT);
CREATE INDEX "idx_cells_tui_model_category_task"
    ON "cells" ("tui", "model", "category", "task");
CREATE TABLE "axes" (
   "cell_id" TEXT REFERENCES "cells"("cell_id"),
   "axis" TEXT,
   "value" REAL,
   "reason" TEXT,
   "detail" TEXT NOT NULL,
   PRIMARY KEY ("cell_id", "axis")
);
CREATE TABLE "calls" (
   "cell_id" TEXT REFERENCES "cells"("cell_id"),
   "seq" INTEGER,
   "id" TEXT NOT NULL,
   "started_at" TEXT NOT NULL,
   "dialect" TEXT NOT NULL,
   "model_requested" TEXT,
   "model_served" TEXT,
   "request_hash" TEXT,
   "status" INTEGER,
   "finish_reason" TEXT,
   "end" TEXT NOT NULL,
   "error" TEXT,
   "input" INTEGER,
   "cache_read" INTEGER,
   "cache_write" INTEGER,
   "output" INTEGER,
   "reasoning" INTEGER,
   "total" INTEGER,
   "usage_source" TEXT NOT NULL,
   "cost_usd" REAL,
   "first_byte_ms" REAL,
   "first_token_ms" REAL,
   "total_ms" REAL,
   "attempt" INTEGER NOT NULL,
   "logical" TEXT NOT NULL, "model_sent" TEXT, "cost_source" TEXT, "translated" TEXT, "altered" TEXT, "tags" TEXT, "waited_ms" REAL,
   PRIMARY KEY ("cell_id", "seq")
);"""  # noqa: E501 - as SQLite keeps it


def test_the_schema_is_what_is_pinned_here() -> None:
    with Database(memory=True) as db:
        migrations.apply(db)
        assert db.schema.endswith(SCHEMA)
        assert set(db.table_names()) == {"_sqlite_migrations", "cells", "axes", "calls"}


def test_applying_the_migrations_again_changes_nothing() -> None:
    with Database(memory=True) as db:
        migrations.apply(db)
        before = db.schema
        migrations.apply(db)
        assert db.schema == before
        assert len(migrations.applied(db)) == 5
