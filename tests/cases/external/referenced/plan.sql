BEGIN;
ALTER TABLE public.note ADD COLUMN email text;
SET search_path = public;
ALTER TABLE public.note ADD COLUMN level auth.level DEFAULT 'high';
ALTER TABLE public.note ADD CONSTRAINT note_email_fkey FOREIGN KEY (email) REFERENCES auth.users (email);
CREATE VIEW public.high AS
select id from auth.users where level = 'high';
ALTER POLICY own ON public.note USING (owner = auth.uid() or owner in (select id from auth.active));
COMMIT;
