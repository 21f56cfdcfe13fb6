BEGIN;
ALTER TABLE public.link DROP CONSTRAINT link_seen_fkey;
-- destructive: loses column public.page.lang and its values
ALTER TABLE public.page DROP COLUMN lang;
-- destructive: loses column public.link.seen and its values
ALTER TABLE public.link DROP COLUMN seen;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.write_page(p_new public.page)
RETURNS public.page
LANGUAGE plpgsql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$declare
    v_at timestamptz;
    v_last public.page;
    v_new public.page;
begin
    if p_new.code is null then
        raise exception 'a version of page needs its code' using errcode = 'not_null_violation';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('public.page' || ' ' || p_new.code::text, 0));
    select * into v_last from public.page where code = p_new.code order by version desc limit 1;
    -- Not now(): a transaction may write several versions, and each holds for some time.
    v_at := greatest(clock_timestamp(), v_last.valid_from + interval '1 microsecond', v_last.valid_to);
    -- One statement, at whose end the foreign keys find the new current version in the place of the old one. The count
    -- makes sure that the old one has ended by then.
    with ended as (
        update public.page set valid_to = v_at where code = p_new.code and valid_to is null returning 1
    )
    insert into public.page (code, body, version, valid_from, previous_version_id)
    select p_new.code, p_new.body, coalesce(v_last.version, 0) + 1, v_at, v_last.version_id
    from (select count(*) from ended) done
    returning * into v_new;
    return v_new;
end$$;
COMMIT;

CREATE INDEX CONCURRENTLY page_previous_idx ON public.page (previous_version_id) WHERE previous_version_id is not null;
