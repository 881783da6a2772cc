-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('viewer', 'operator', 'admin', 'auditor');

-- CreateEnum
CREATE TYPE "duplicate_policy" AS ENUM ('replay', 'conflict');

-- CreateEnum
CREATE TYPE "answer_mode" AS ENUM ('sync', 'async');

-- CreateEnum
CREATE TYPE "connection_status" AS ENUM ('active', 'retired');

-- CreateEnum
CREATE TYPE "payment_status" AS ENUM ('pending', 'succeeded', 'declined', 'failed', 'unknown', 'contradicted');

-- CreateEnum
CREATE TYPE "attempt_status" AS ENUM ('queued', 'dispatched', 'succeeded', 'declined', 'failed', 'unknown');

-- CreateEnum
CREATE TYPE "outcome" AS ENUM ('succeeded', 'declined', 'failed', 'unknown');

-- CreateTable
CREATE TABLE "operators" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" "role" NOT NULL DEFAULT 'viewer',
    "all_merchants" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operators_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_merchants" (
    "merchant_id" UUID NOT NULL,
    "operator_id" TEXT NOT NULL,

    CONSTRAINT "operator_merchants_pkey" PRIMARY KEY ("merchant_id","operator_id")
);

-- CreateTable
CREATE TABLE "operator_sessions" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operator_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_credentials" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "operator_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operator_credentials_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operator_verifications" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operator_verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "merchant_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "reason" TEXT,
    "before" JSONB,
    "after" JSONB,
    "request_id" TEXT,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("merchant_id","seq")
);

-- CreateTable
CREATE TABLE "audit_chains" (
    "merchant_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_chains_pkey" PRIMARY KEY ("merchant_id")
);

-- CreateTable
CREATE TABLE "evidence" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "operation_kind" TEXT NOT NULL,
    "operation_id" UUID NOT NULL,
    "attempt_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "conclusion" TEXT NOT NULL,
    "counts_for_absence" BOOLEAN NOT NULL DEFAULT false,
    "processor_reference" TEXT,
    "http_status" INTEGER,
    "detail" TEXT NOT NULL,
    "body" TEXT,
    "actor" TEXT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "merchant_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_reference" TEXT,
    "attempt_id" UUID,
    "body" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "processed_at" TIMESTAMPTZ(3),
    "conclusion" TEXT,

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("merchant_id","connection_id","event_id")
);

-- CreateTable
CREATE TABLE "told_answers" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "request_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "row" TEXT NOT NULL,
    "http_status" INTEGER NOT NULL,
    "code" TEXT,
    "retry_after_s" INTEGER,
    "waited_ms" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "differs" TEXT[],

    CONSTRAINT "told_answers_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "merchants" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "policy" "duplicate_policy" NOT NULL,
    "answer" "answer_mode" NOT NULL DEFAULT 'sync',
    "unique_reference" BOOLEAN NOT NULL DEFAULT false,
    "result_retention_s" INTEGER NOT NULL DEFAULT 86400,
    "stuck_after_ms" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "merchants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "connections" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "processor" TEXT NOT NULL,
    "status" "connection_status" NOT NULL,
    "api_base" TEXT NOT NULL,
    "is_bundled" BOOLEAN NOT NULL DEFAULT false,
    "secret_key_sealed" TEXT NOT NULL,
    "webhook_secret_sealed" TEXT,
    "account_id" TEXT,
    "mode" TEXT,
    "resending" BOOLEAN NOT NULL DEFAULT true,
    "credentials_refused_at" TIMESTAMPTZ(3),
    "last_answered_at" TIMESTAMPTZ(3),
    "last_failed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connections_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "merchant_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "fingerprint_version" TEXT NOT NULL,
    "operation_kind" TEXT NOT NULL,
    "operation_id" UUID NOT NULL,
    "request_id" TEXT NOT NULL,
    "answer_status" INTEGER,
    "answer_code" TEXT,
    "answer_body" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("merchant_id","key")
);

-- CreateTable
CREATE TABLE "payments" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "status" "payment_status" NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "payment_method" TEXT NOT NULL,
    "reference" TEXT,
    "description" TEXT,
    "metadata" JSONB,
    "idempotency_key" TEXT,
    "connection_id" UUID NOT NULL,
    "processor" TEXT NOT NULL,
    "processor_reference" TEXT,
    "decline_code" TEXT,
    "failure_code" TEXT,
    "reference_claim" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "event_seq" INTEGER NOT NULL DEFAULT 1,
    "attempt_count" INTEGER NOT NULL DEFAULT 1,
    "open_since" TIMESTAMPTZ(3),
    "resend_until" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "attempts" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "operation_kind" TEXT NOT NULL,
    "operation_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "status" "attempt_status" NOT NULL,
    "connection_id" UUID NOT NULL,
    "processor" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "processor_key" TEXT NOT NULL,
    "request_body" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "processor_reference" TEXT,
    "decline_code" TEXT,
    "failure_code" TEXT,
    "processor_code" TEXT,
    "processor_field" TEXT,
    "lease_owner" TEXT,
    "lease_expires_at" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 1,
    "send_count" INTEGER NOT NULL DEFAULT 0,
    "queued_until" TIMESTAMPTZ(3),
    "frozen" BOOLEAN NOT NULL DEFAULT false,
    "proven_through" INTEGER NOT NULL DEFAULT 0,
    "absence_barred" BOOLEAN NOT NULL DEFAULT false,
    "next_check_at" TIMESTAMPTZ(3),
    "check_count" INTEGER NOT NULL DEFAULT 0,
    "inquiry_started_at" TIMESTAMPTZ(3),
    "inquiry_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "sends" (
    "merchant_id" UUID NOT NULL,
    "attempt_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "operation_kind" TEXT NOT NULL,
    "operation_id" UUID NOT NULL,
    "fence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "lease_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" "outcome",
    "code" TEXT,
    "http_status" INTEGER,
    "processor_reference" TEXT,
    "response_body" TEXT,

    CONSTRAINT "sends_pkey" PRIMARY KEY ("merchant_id","attempt_id","number")
);

-- CreateTable
CREATE TABLE "payment_events" (
    "merchant_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "attempt_id" UUID,
    "data" JSONB NOT NULL,

    CONSTRAINT "payment_events_pkey" PRIMARY KEY ("merchant_id","payment_id","seq")
);

-- CreateTable
CREATE TABLE "discrepancies" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'new',
    "detail" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolution" TEXT,

    CONSTRAINT "discrepancies_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "proposals" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "payment_version" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "processor_reference" TEXT,
    "reason" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "proposed_by" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "comment" TEXT,

    CONSTRAINT "proposals_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "reconciliation_runs" (
    "merchant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "requested_by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "selection" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "total" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconciliation_runs_pkey" PRIMARY KEY ("merchant_id","id")
);

-- CreateTable
CREATE TABLE "reconciliation_run_items" (
    "merchant_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "status_before" TEXT NOT NULL,
    "status_after" TEXT,
    "detail" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),
    "took_ms" INTEGER,

    CONSTRAINT "reconciliation_run_items_pkey" PRIMARY KEY ("merchant_id","run_id","payment_id")
);

-- CreateTable
CREATE TABLE "installation" (
    "id" UUID NOT NULL,
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "processes" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "processes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "operators_email_key" ON "operators"("email");

-- CreateIndex
CREATE UNIQUE INDEX "operator_sessions_token_key" ON "operator_sessions"("token");

-- CreateIndex
CREATE INDEX "operator_sessions_operator_id_idx" ON "operator_sessions"("operator_id");

-- CreateIndex
CREATE INDEX "operator_credentials_operator_id_idx" ON "operator_credentials"("operator_id");

-- CreateIndex
CREATE INDEX "operator_verifications_identifier_idx" ON "operator_verifications"("identifier");

-- CreateIndex
CREATE INDEX "audit_events_merchant_id_subject_id_seq_idx" ON "audit_events"("merchant_id", "subject_id", "seq");

-- CreateIndex
CREATE INDEX "evidence_merchant_id_operation_id_id_idx" ON "evidence"("merchant_id", "operation_id", "id");

-- CreateIndex
CREATE INDEX "told_answers_merchant_id_operation_id_id_idx" ON "told_answers"("merchant_id", "operation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "merchants_name_key" ON "merchants"("name");

-- CreateIndex
CREATE INDEX "api_keys_hash_idx" ON "api_keys"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "attempts_merchant_id_operation_id_number_key" ON "attempts"("merchant_id", "operation_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "discrepancies_merchant_id_operation_id_kind_key" ON "discrepancies"("merchant_id", "operation_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "installation_singleton_key" ON "installation"("singleton");

-- AddForeignKey
ALTER TABLE "operator_merchants" ADD CONSTRAINT "operator_merchants_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operators"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operator_sessions" ADD CONSTRAINT "operator_sessions_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operators"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operator_credentials" ADD CONSTRAINT "operator_credentials_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operators"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_merchant_id_fkey" FOREIGN KEY ("merchant_id") REFERENCES "merchants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_merchant_id_fkey" FOREIGN KEY ("merchant_id") REFERENCES "merchants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Finished by hand from here on: what a datamodel can't say. Every index names the query that needs it.

-- At most one of an operation is queued, dispatched, unknown or succeeded.
CREATE UNIQUE INDEX "attempts_one_open" ON "attempts"("merchant_id", "operation_id")
  WHERE "status" IN ('queued', 'dispatched', 'unknown', 'succeeded');

-- attempts/due-attempts.sql.ts: what the worker has to look at next.
CREATE INDEX "attempts_due" ON "attempts"("merchant_id", "next_check_at") WHERE "next_check_at" IS NOT NULL;

-- payments/list: tabs and filters by status; order by id is order by creation. The list of all uses the primary key.
CREATE INDEX "payments_by_status" ON "payments"("merchant_id", "status", "id");

-- The list filtered by reference, and the search for one.
CREATE INDEX "payments_by_reference" ON "payments"("merchant_id", "reference", "id") WHERE "reference" IS NOT NULL;

-- The search for a processor's id, and a notification without our metadata.
CREATE INDEX "payments_by_processor_reference" ON "payments"("merchant_id", "processor_reference") WHERE "processor_reference" IS NOT NULL;

-- uniqueReference: decides which of two payments holds a reference.
CREATE UNIQUE INDEX "payments_reference_claim" ON "payments"("merchant_id", "reference_claim") WHERE "reference_claim" IS NOT NULL;

-- idempotency/expire-answers.sql.ts: answers past their retention. BRIN, so that storing an answer stays a heap-only update.
CREATE INDEX "idempotency_keys_expiry" ON "idempotency_keys" USING brin ("expires_at");

-- One connection of a merchant takes new attempts.
CREATE UNIQUE INDEX "connections_one_active" ON "connections"("merchant_id") WHERE "status" = 'active';

-- attempts/store-notification.sql.ts: a notification's path names the connection alone.
CREATE INDEX "connections_by_id" ON "connections"("id");

-- attempts/apply-notification: what has been stored and not yet acted on.
CREATE INDEX "notifications_due" ON "notifications"("merchant_id", "due_at") WHERE "processed_at" IS NULL;

-- One open proposal a payment.
CREATE UNIQUE INDEX "proposals_one_open" ON "proposals"("merchant_id", "payment_id") WHERE "status" = 'open';

-- reconciliation/run: items that are still to be asked about.
CREATE INDEX "reconciliation_run_items_waiting" ON "reconciliation_run_items"("merchant_id", "run_id") WHERE "status" IN ('waiting', 'asking');

-- Shapes of states. From-states stand in the WHERE of each write.
ALTER TABLE "idempotency_keys"
  ADD CONSTRAINT "key_length" CHECK (length("key") BETWEEN 1 AND 255),
  ADD CONSTRAINT "answer_whole" CHECK (("answer_status" IS NULL) = ("answered_at" IS NULL) AND ("answer_status" IS NULL) = ("expires_at" IS NULL)
    AND ("answer_body" IS NULL OR "answer_status" IS NOT NULL));
ALTER TABLE "payments"
  ADD CONSTRAINT "amount_range" CHECK ("amount" BETWEEN 1 AND 9007199254740991),
  ADD CONSTRAINT "currency_code" CHECK ("currency" ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT "open_has_since" CHECK (("status" IN ('pending', 'unknown')) = ("open_since" IS NOT NULL)),
  ADD CONSTRAINT "succeeded_has_reference" CHECK ("status" <> 'succeeded' OR "processor_reference" IS NOT NULL),
  ADD CONSTRAINT "failed_has_code" CHECK ("status" <> 'failed' OR "failure_code" IS NOT NULL),
  ADD CONSTRAINT "claim_is_reference" CHECK ("reference_claim" IS NULL OR "reference_claim" IS NOT DISTINCT FROM "reference"),
  ADD CONSTRAINT "claim_needs_life" CHECK ("reference_claim" IS NULL OR "status" NOT IN ('declined', 'failed'));
ALTER TABLE "attempts"
  ADD CONSTRAINT "operation_kind_known" CHECK ("operation_kind" IN ('payment')),
  ADD CONSTRAINT "number_positive" CHECK ("number" >= 1),
  ADD CONSTRAINT "processor_key_shape" CHECK ("processor_key" ~ '^[A-Za-z0-9-]{1,36}$'),
  ADD CONSTRAINT "queued_never_sent" CHECK ("status" <> 'queued' OR ("send_count" = 0 AND "lease_owner" IS NULL AND "queued_until" IS NOT NULL)),
  ADD CONSTRAINT "dispatched_has_lease" CHECK ("status" <> 'dispatched' OR ("send_count" >= 1 AND "lease_owner" IS NOT NULL AND "lease_expires_at" IS NOT NULL)),
  ADD CONSTRAINT "attempt_succeeded_has_reference" CHECK ("status" <> 'succeeded' OR "processor_reference" IS NOT NULL),
  ADD CONSTRAINT "attempt_failed_has_code" CHECK ("status" <> 'failed' OR "failure_code" IS NOT NULL),
  -- Nothing stays open for ever: what is open is always looked at again.
  ADD CONSTRAINT "open_has_next_check" CHECK ("status" NOT IN ('queued', 'dispatched', 'unknown') OR "next_check_at" IS NOT NULL),
  ADD CONSTRAINT "closed_has_end" CHECK (("status" IN ('succeeded', 'declined', 'failed')) = ("finished_at" IS NOT NULL));
ALTER TABLE "sends"
  ADD CONSTRAINT "finished_has_outcome" CHECK (("finished_at" IS NULL) = ("outcome" IS NULL));
ALTER TABLE "proposals"
  ADD CONSTRAINT "verdict_known" CHECK ("verdict" IN ('succeeded', 'declined', 'failed')),
  ADD CONSTRAINT "succeeded_names_money" CHECK ("verdict" <> 'succeeded' OR "processor_reference" IS NOT NULL),
  ADD CONSTRAINT "two_people" CHECK ("status" <> 'approved' OR ("decided_by" IS NOT NULL AND "decided_by" <> "proposed_by"));
