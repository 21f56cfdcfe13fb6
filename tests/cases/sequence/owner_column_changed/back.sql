BEGIN;
ALTER SEQUENCE public.ids OWNED BY public.a.id;
COMMIT;
