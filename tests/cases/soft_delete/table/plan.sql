BEGIN;
ALTER TABLE public.note ADD COLUMN deleted_at timestamp with time zone;
COMMENT ON COLUMN public.note.deleted_at IS 'When the row was deleted; null while it lives';
SET search_path = public;
CREATE OR REPLACE FUNCTION public.delete_note(p_id bigint)
RETURNS boolean
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$with done as (
    update public.note set deleted_at = now() where id = $1 and deleted_at is null returning 1
)
select exists (select from done)$$;
COMMENT ON FUNCTION public.delete_note(bigint) IS 'Deletes a row of note, which can be restored; false where none lives';
CREATE OR REPLACE FUNCTION public.drop_note(p_id bigint)
RETURNS boolean
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$with done as (
    update public.old_note set gone = now() where id = $1 and gone is null returning 1
)
select exists (select from done)$$;
COMMENT ON FUNCTION public.drop_note(bigint) IS 'Deletes a row of old_note, which can be restored; false where none lives';
CREATE OR REPLACE FUNCTION public.empty_bin(p_older_than interval default '30 days')
RETURNS bigint
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$with gone as (
    delete from public.old_note where gone < now() - $1 returning 1
)
select count(*) from gone$$;
COMMENT ON FUNCTION public.empty_bin(interval) IS 'Removes rows of old_note that were deleted so long ago, and returns how many';
CREATE OR REPLACE FUNCTION public.purge_note(p_older_than interval default '2 weeks')
RETURNS bigint
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$with gone as (
    delete from public.note where deleted_at < now() - $1 returning 1
)
select count(*) from gone$$;
COMMENT ON FUNCTION public.purge_note(interval) IS 'Removes rows of note that were deleted so long ago, and returns how many';
CREATE OR REPLACE FUNCTION public.restore_note(p_id bigint)
RETURNS boolean
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$with done as (
    update public.note set deleted_at = null where id = $1 and deleted_at is not null returning 1
)
select exists (select from done)$$;
COMMENT ON FUNCTION public.restore_note(bigint) IS 'Brings a deleted row of note back; false where there is none';
CREATE OR REPLACE FUNCTION public.undrop_note(p_id bigint)
RETURNS boolean
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$with done as (
    update public.old_note set gone = null where id = $1 and gone is not null returning 1
)
select exists (select from done)$$;
COMMENT ON FUNCTION public.undrop_note(bigint) IS 'Brings a deleted row of old_note back; false where there is none';
CREATE VIEW public.living WITH (security_invoker = true) AS
select id from public.old_note where gone is null;
COMMENT ON VIEW public.living IS 'Rows of old_note that live';
CREATE VIEW public.note_live WITH (security_invoker = true) AS
select id, owner, title from public.note where deleted_at is null;
COMMENT ON VIEW public.note_live IS 'Rows of note that live';
COMMIT;

CREATE INDEX CONCURRENTLY note_deleted_idx ON public.note (deleted_at) WHERE deleted_at is not null;

BEGIN;
COMMENT ON INDEX public.note_deleted_idx IS 'Deleted rows, by when they were';
COMMIT;

CREATE INDEX CONCURRENTLY note_live_idx ON public.note (id) WHERE deleted_at is null;

BEGIN;
COMMENT ON INDEX public.note_live_idx IS 'Rows that live';
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY note_owner_title_live_key ON public.note (owner, title) WHERE deleted_at is null;

CREATE INDEX CONCURRENTLY old_note_live_idx ON public.old_note (id) WHERE gone is null;

BEGIN;
COMMENT ON INDEX public.old_note_live_idx IS 'Rows that live';
COMMIT;
