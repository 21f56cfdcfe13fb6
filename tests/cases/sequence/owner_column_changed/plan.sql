BEGIN;
ALTER SEQUENCE public.ids OWNED BY public.b.id;
COMMIT;
