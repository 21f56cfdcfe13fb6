BEGIN;
CREATE TABLE public.base (
    id bigint NOT NULL,
    CONSTRAINT base_pkey PRIMARY KEY (id)
);
CREATE TABLE public.heir (
    more text
)
INHERITS (public.base);
SET search_path = public;
CREATE OR REPLACE FUNCTION public.refuse_change()
RETURNS trigger
LANGUAGE plpgsql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$begin
    raise exception '% of %.% is refused: its rows are immutable', tg_op, quote_ident(tg_table_schema), quote_ident(tg_table_name)
        using errcode = '55000', schema = tg_table_schema, table = tg_table_name;
end$$;
COMMENT ON FUNCTION public.refuse_change() IS 'Trigger function: refuses what the trigger is for';
CREATE TRIGGER immutable_rows BEFORE DELETE OR UPDATE ON public.base
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER immutable_rows BEFORE DELETE OR UPDATE ON public.event
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER immutable_truncate BEFORE TRUNCATE ON public.event
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER immutable_truncate BEFORE TRUNCATE ON public.event_2026
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER immutable_truncate BEFORE TRUNCATE ON public.event_rest
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER immutable_rows BEFORE DELETE OR UPDATE ON public.heir
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
COMMIT;
