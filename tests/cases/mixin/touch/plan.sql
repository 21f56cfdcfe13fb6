BEGIN;
SET search_path = public;
CREATE TABLE public.other (
    id bigint NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT other_pkey PRIMARY KEY (id)
);
SET search_path = app, public;
CREATE OR REPLACE FUNCTION app.touch_seen()
RETURNS trigger
LANGUAGE plpgsql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$begin
    new.seen := now();
    return new;
end$$;
COMMENT ON FUNCTION app.touch_seen() IS 'Trigger function: sets seen to the time of the transaction';
CREATE OR REPLACE FUNCTION app.touch_updated_at()
RETURNS trigger
LANGUAGE plpgsql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$begin
    new.updated_at := now();
    return new;
end$$;
COMMENT ON FUNCTION app.touch_updated_at() IS 'Trigger function: sets updated_at to the time of the transaction';
SET search_path = public;
CREATE OR REPLACE FUNCTION public.touch_updated_at()
RETURNS trigger
LANGUAGE plpgsql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$begin
    new.updated_at := now();
    return new;
end$$;
COMMENT ON FUNCTION public.touch_updated_at() IS 'Trigger function: sets updated_at to the time of the transaction';
CREATE TRIGGER touch_seen BEFORE UPDATE ON app.note
    FOR EACH ROW EXECUTE FUNCTION app.touch_seen();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON app.note
    FOR EACH ROW EXECUTE FUNCTION app.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.note
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.other
    FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
COMMIT;
