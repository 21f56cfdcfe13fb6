BEGIN;
DROP VIEW public.high;
ALTER TABLE public.note DROP CONSTRAINT note_email_fkey;
-- destructive: loses column public.note.level and its values
ALTER TABLE public.note DROP COLUMN level;
-- destructive: loses column public.note.email and its values
ALTER TABLE public.note DROP COLUMN email;
SET search_path = public;
ALTER POLICY own ON public.note USING (owner = auth.uid());
COMMIT;
