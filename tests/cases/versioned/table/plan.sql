BEGIN;
ALTER TABLE public.note ADD COLUMN previous_version_id uuid;
COMMENT ON COLUMN public.note.previous_version_id IS 'The version before';
SET search_path = public;
ALTER TABLE public.note ADD COLUMN valid_from timestamp with time zone DEFAULT now() NOT NULL;
COMMENT ON COLUMN public.note.valid_from IS 'Since when this version holds';
ALTER TABLE public.note ADD COLUMN valid_to timestamp with time zone;
COMMENT ON COLUMN public.note.valid_to IS 'Until when it held; null for the current version';
ALTER TABLE public.note ADD COLUMN current_id uuid GENERATED ALWAYS AS (case when valid_to is null then id end) STORED;
COMMENT ON COLUMN public.note.current_id IS 'Key of the entity in its current version, null in the others: what foreign keys refer to';
ALTER TABLE public.note ADD COLUMN version integer DEFAULT 1 NOT NULL;
COMMENT ON COLUMN public.note.version IS 'Number of this version, from 1';
ALTER TABLE public.note ADD COLUMN version_id uuid DEFAULT gen_random_uuid() NOT NULL;
COMMENT ON COLUMN public.note.version_id IS 'Key of this version';
ALTER TABLE public.note ADD CONSTRAINT note_valid_in_order CHECK (valid_to > valid_from);
ALTER TABLE public.note ADD CONSTRAINT note_version_positive CHECK (version > 0);
CREATE OR REPLACE FUNCTION public.end_note(p_id uuid)
RETURNS boolean
LANGUAGE plpgsql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$begin
    perform pg_advisory_xact_lock(hashtextextended('public.note' || ' ' || p_id::text, 0));
    update public.note set valid_to = greatest(clock_timestamp(), valid_from + interval '1 microsecond')
    where id = p_id and valid_to is null;
    return found;
end$$;
COMMENT ON FUNCTION public.end_note(uuid) IS 'Ends the current version of an entity of note; false where there is none';
CREATE OR REPLACE FUNCTION public.note_at(p_at timestamp with time zone)
RETURNS setof public.note
LANGUAGE sql
STABLE
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select * from public.note where valid_from <= $1 and (valid_to is null or valid_to > $1)$$;
COMMENT ON FUNCTION public.note_at(timestamp with time zone) IS 'The entities of note as they were at a time';
CREATE OR REPLACE FUNCTION public.note_history(p_id uuid)
RETURNS setof public.note
LANGUAGE sql
STABLE
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select * from public.note where id = $1 order by version desc$$;
COMMENT ON FUNCTION public.note_history(uuid) IS 'All versions of one entity of note, the latest first';
CREATE OR REPLACE FUNCTION public.put_note(p_new public.note)
RETURNS public.note
LANGUAGE plpgsql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$declare
    v_at timestamptz;
    v_last public.note;
    v_new public.note;
begin
    if p_new.id is null then
        raise exception 'a version of note needs its id' using errcode = 'not_null_violation';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('public.note' || ' ' || p_new.id::text, 0));
    select * into v_last from public.note where id = p_new.id order by version desc limit 1;
    -- Not now(): a transaction may write several versions, and each holds for some time.
    v_at := greatest(clock_timestamp(), v_last.valid_from + interval '1 microsecond', v_last.valid_to);
    -- One statement, at whose end the foreign keys find the new current version in the place of the old one. The count
    -- makes sure that the old one has ended by then.
    with ended as (
        update public.note set valid_to = v_at where id = p_new.id and valid_to is null returning 1
    )
    insert into public.note (id, title, version, valid_from, previous_version_id)
    select p_new.id, p_new.title, coalesce(v_last.version, 0) + 1, v_at, v_last.version_id
    from (select count(*) from ended) done
    returning * into v_new;
    return v_new;
end$$;
COMMENT ON FUNCTION public.put_note(public.note) IS 'Puts a new version of an entity of note, the first one of a new entity, and returns it';
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY note_current_key ON public.note (current_id);

BEGIN;
ALTER TABLE public.note ADD CONSTRAINT note_current_key UNIQUE USING INDEX note_current_key;
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY note_pkey ON public.note (version_id);

BEGIN;
ALTER TABLE public.note ADD CONSTRAINT note_pkey PRIMARY KEY USING INDEX note_pkey;
ALTER TABLE public.note ADD CONSTRAINT note_previous_version_id_fkey FOREIGN KEY (previous_version_id) REFERENCES public.note (version_id) ON DELETE SET NULL;
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY note_version_key ON public.note (id, version);

BEGIN;
ALTER TABLE public.note ADD CONSTRAINT note_version_key UNIQUE USING INDEX note_version_key;
COMMIT;

CREATE INDEX CONCURRENTLY note_history_idx ON public.note (id, valid_from);

BEGIN;
COMMENT ON INDEX public.note_history_idx IS 'A version of an entity by time';
COMMIT;

CREATE INDEX CONCURRENTLY note_previous_idx ON public.note (previous_version_id) WHERE previous_version_id is not null;
