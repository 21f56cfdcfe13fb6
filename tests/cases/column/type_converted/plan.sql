BEGIN;
SET search_path = public;
ALTER TABLE public.t ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN amount TYPE numeric(12,2) USING replace(amount, ',', '.')::numeric(12,2);
ALTER TABLE public.t ALTER COLUMN amount SET NOT NULL;
ALTER TABLE public.t ALTER COLUMN amount SET DEFAULT 0;
ALTER TABLE public.t ALTER COLUMN day TYPE date USING day::date;
ALTER TABLE public.t ALTER COLUMN flags TYPE boolean USING flags <> 0;
COMMIT;
