BEGIN;
DROP INDEX public.b_rising;
DROP INDEX public.a_falling;
COMMIT;
