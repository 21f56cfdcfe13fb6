BEGIN;
DROP SEQUENCE public.small;
DROP SEQUENCE public.plain;
DROP SEQUENCE public.down;
DROP SEQUENCE public."all";
COMMIT;
