BEGIN;
DROP INDEX public.child_parent_id_idx;
DROP INDEX public.child_a_b_idx;
COMMIT;
