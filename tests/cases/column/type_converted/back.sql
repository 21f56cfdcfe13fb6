BEGIN;
SET search_path = public;
ALTER TABLE public.t ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN amount TYPE text USING amount::text;
ALTER TABLE public.t ALTER COLUMN amount DROP NOT NULL;
ALTER TABLE public.t ALTER COLUMN amount SET DEFAULT '0';
ALTER TABLE public.t ALTER COLUMN day TYPE text USING day::text;
ALTER TABLE public.t ALTER COLUMN flags TYPE integer USING flags::integer;
COMMIT;
