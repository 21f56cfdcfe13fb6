BEGIN;
ALTER TABLE public.pet DROP CONSTRAINT pet_owner_fkey;
ALTER TABLE public.person DROP CONSTRAINT person_boss_fkey;
ALTER TABLE public.person ALTER COLUMN boss TYPE integer USING boss::integer;
ALTER TABLE public.person ALTER COLUMN id TYPE integer USING id::integer;
ALTER TABLE public.pet ALTER COLUMN owner TYPE integer USING owner::integer;
ALTER TABLE public.person ADD CONSTRAINT person_boss_fkey FOREIGN KEY (boss) REFERENCES public.person (id);
ALTER TABLE public.pet ADD CONSTRAINT pet_owner_fkey FOREIGN KEY (owner) REFERENCES public.person (id) ON DELETE CASCADE;
COMMIT;
