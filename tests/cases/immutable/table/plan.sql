BEGIN;
CREATE TABLE public.own (
    id bigint NOT NULL,
    CONSTRAINT own_pkey PRIMARY KEY (id)
);
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
CREATE TRIGGER immutable_rows BEFORE DELETE OR UPDATE ON public.entry
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER immutable_truncate BEFORE TRUNCATE ON public.entry
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER immutable_rows BEFORE UPDATE ON public.log
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER immutable_rows BEFORE DELETE ON public.own
    FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER immutable_truncate BEFORE TRUNCATE ON public.own
    FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
COMMIT;
