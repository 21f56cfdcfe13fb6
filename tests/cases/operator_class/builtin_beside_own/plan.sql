BEGIN;
CREATE OPERATOR FAMILY public.own USING hash;
CREATE OPERATOR CLASS public.own FOR TYPE integer USING hash FAMILY public.own AS
    OPERATOR 1 =,
    FUNCTION 1 hashint4(integer);
CREATE TRIGGER quiet BEFORE UPDATE ON public.t
    FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
COMMIT;
