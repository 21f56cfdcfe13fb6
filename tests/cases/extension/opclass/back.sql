BEGIN;
DROP INDEX public.t_name_idx;
DROP INDEX public.t_gist_idx;
COMMIT;
