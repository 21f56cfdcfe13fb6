BEGIN;
DROP RULE a ON public.t;
-- destructive: loses table public.other and its rows
DROP TABLE public.other;
SET search_path = public;
CREATE OR REPLACE RULE b AS ON UPDATE TO public.t
    WHERE new.id > 0
    DO INSTEAD NOTHING;
-- destructive: loses column public.t.gone and its values
ALTER TABLE public.t DROP COLUMN gone;
COMMIT;
