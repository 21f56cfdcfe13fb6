BEGIN;
ALTER TABLE public.t ALTER COLUMN a TYPE character varying(10)[];
ALTER TABLE public.t ALTER COLUMN b TYPE public.code USING b::public.code;
ALTER TABLE public.t ALTER COLUMN c TYPE text USING c::text;
ALTER TABLE public.t ALTER COLUMN d TYPE interval day to second(3) USING d::interval day to second(3);
ALTER TABLE public.t ALTER COLUMN e TYPE bit varying(8);
ALTER TABLE public.t ALTER COLUMN f TYPE time with time zone USING f::time with time zone;
COMMIT;
