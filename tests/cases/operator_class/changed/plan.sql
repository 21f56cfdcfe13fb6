BEGIN;
DROP INDEX public.i;
DROP OPERATOR CLASS public.backwards USING btree;
CREATE OPERATOR CLASS public.backwards FOR TYPE integer USING btree FAMILY public.backwards AS
    OPERATOR 1 >,
    OPERATOR 2 >=,
    OPERATOR 3 =,
    OPERATOR 4 <=,
    FUNCTION 1 public.backwards(integer, integer);
COMMENT ON OPERATOR CLASS public.backwards USING btree IS 'Kept';
CREATE INDEX i ON public.t (a public.backwards);
COMMIT;
