BEGIN;
ALTER TABLE public.t ALTER COLUMN a TYPE text[] USING a::text[];
ALTER TABLE public.t ALTER COLUMN b TYPE text USING b::text;
ALTER TABLE public.t ALTER COLUMN c TYPE public.code USING c::public.code;
ALTER TABLE public.t ALTER COLUMN d TYPE interval USING d::interval;
ALTER TABLE public.t ALTER COLUMN e TYPE bit(4);
ALTER TABLE public.t ALTER COLUMN f TYPE time without time zone USING f::time without time zone;
COMMIT;
