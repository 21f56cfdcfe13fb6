BEGIN;
SET search_path = public;
DROP VIEW public.v;
CREATE VIEW public.v AS
select id from t where id > 1;
COMMENT ON COLUMN public.v.id IS 'The number';
CREATE TRIGGER t INSTEAD OF INSERT OR UPDATE ON public.v
    FOR EACH ROW EXECUTE FUNCTION public.f();
COMMIT;
