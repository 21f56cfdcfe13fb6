BEGIN;
-- destructive: loses column public.t.old and its values
ALTER TABLE public.t DROP COLUMN old;
SET search_path = public;
ALTER TABLE public.t ADD COLUMN at timestamp with time zone DEFAULT now() NOT NULL;
ALTER TABLE public.t ADD COLUMN count integer DEFAULT 0 NOT NULL;
ALTER TABLE public.t ADD COLUMN new text;
COMMIT;
