BEGIN;
DROP POLICY owner_only ON public.notes;
DROP POLICY own ON public.files;
DROP POLICY kept ON public.files;
ALTER TABLE public.files DISABLE ROW LEVEL SECURITY;
ALTER TABLE public.notes DISABLE ROW LEVEL SECURITY;
COMMIT;
