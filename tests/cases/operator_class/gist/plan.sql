BEGIN;
CREATE TABLE public.t (
    a box
);
CREATE OPERATOR FAMILY public.boxes USING gist;
ALTER OPERATOR FAMILY public.boxes USING gist ADD
    OPERATOR 1 << (box, box),
    OPERATOR 3 && (box, box),
    OPERATOR 7 @> (box, box);
CREATE OPERATOR FAMILY public.points USING gist;
ALTER OPERATOR FAMILY public.points USING gist ADD
    OPERATOR 11 |>> (point, point),
    OPERATOR 15 <-> (point, point) FOR ORDER BY float_ops,
    FUNCTION 3 (point, point) gist_point_compress(internal),
    FUNCTION 8 (point, point) gist_point_distance(internal, point, smallint, oid, internal);
CREATE OPERATOR CLASS public.boxes FOR TYPE box USING gist FAMILY public.boxes AS
    FUNCTION 1 gist_box_consistent(internal, box, smallint, oid, internal),
    FUNCTION 2 gist_box_union(internal, internal),
    FUNCTION 5 gist_box_penalty(internal, internal, internal),
    FUNCTION 6 gist_box_picksplit(internal, internal),
    FUNCTION 7 gist_box_same(box, box, internal);
CREATE OPERATOR CLASS public.points FOR TYPE point USING gist FAMILY public.points AS
    FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal),
    FUNCTION 2 gist_box_union(internal, internal),
    FUNCTION 5 gist_box_penalty(internal, internal, internal),
    FUNCTION 6 gist_box_picksplit(internal, internal),
    FUNCTION 7 gist_box_same(box, box, internal),
    STORAGE box;
CREATE INDEX i ON public.t USING gist (a public.boxes);
COMMIT;
