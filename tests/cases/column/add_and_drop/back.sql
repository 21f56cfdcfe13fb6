BEGIN;
-- destructive: loses column public.t.new and its values
ALTER TABLE public.t DROP COLUMN new;
-- destructive: loses column public.t.count and its values
ALTER TABLE public.t DROP COLUMN count;
-- destructive: loses column public.t.at and its values
ALTER TABLE public.t DROP COLUMN at;
ALTER TABLE public.t ADD COLUMN old text;
COMMIT;
