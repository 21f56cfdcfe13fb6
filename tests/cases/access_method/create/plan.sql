BEGIN;
CREATE ACCESS METHOD rows TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD rows IS 'Like heap';
CREATE ACCESS METHOD tree TYPE INDEX HANDLER bthandler;
CREATE TABLE public.t (
    a integer
)
USING rows;
CREATE OPERATOR FAMILY public.int_tree USING tree;
CREATE OPERATOR CLASS public.int_tree DEFAULT FOR TYPE integer USING tree FAMILY public.int_tree AS
    OPERATOR 1 <,
    OPERATOR 2 <=,
    OPERATOR 3 =,
    OPERATOR 4 >=,
    OPERATOR 5 >,
    FUNCTION 1 btint4cmp(integer, integer);
COMMIT;
